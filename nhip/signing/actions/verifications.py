"""Ghi kết quả kiểm tra chữ ký."""

import datetime as dt
from typing import Any

from django.db import transaction

from nhip.core.web import Actor
from nhip.events.actions import record
from nhip.files.models import StoredFile
from nhip.signing.models import Verification

VERIFIED = "signing.file.verified"


@transaction.atomic
def record_verification(
    *, actor: Actor, sha256: str, verdict: dict[str, Any], now: dt.datetime
) -> Verification:
    """Ghi kết quả kiểm tra: keep what was found out about a stored file; every check is kept."""
    file = StoredFile.objects.get(pk=sha256)

    verification = Verification.objects.create(
        file=file, conclusion=verdict["conclusion"], verdict=verdict, checked_at=now
    )

    record(VERIFIED, verification, actor=actor, now=now, conclusion=verification.conclusion)
    return verification
