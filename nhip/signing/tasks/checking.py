"""Kiểm tra chữ ký trên tệp đã lưu."""

import datetime as dt

from nhip.core.web import Actor
from nhip.files import providers as files
from nhip.signing import actions
from nhip.signing.providers.bounded import examine
from nhip.signing.providers.embedded import Data
from nhip.signing.providers.trust_store import trust_of_node
from nhip.signing.rules.verdicts import Verdict


def verify_file(*, actor: Actor, sha256: str, now: dt.datetime) -> tuple[Verdict, Data]:
    """Kiểm tra: judge a stored file by whom this node trusts now, and keep the verdict.

    Raises FileIsMissing, FileIsAltered.
    """
    pdf = files.fetch(sha256)
    verdict, data = examine(pdf, trust=trust_of_node(now=now), now=now)
    actions.record_verification(actor=actor, sha256=sha256, verdict=verdict.as_json(), now=now)
    return verdict, data


def check(*, pdf: bytes, now: dt.datetime) -> Verdict:
    """Kiểm tra tệp lạ: judge a file that is not ours to keep by whom this node trusts now."""
    verdict, _data = examine(pdf, trust=trust_of_node(now=now), now=now)
    return verdict


def check_file(*, sha256: str, now: dt.datetime) -> Verdict:
    """Xem lại chữ ký: judge a stored file as it is today, without keeping the verdict.

    Raises FileIsMissing, FileIsAltered.
    """
    return check(pdf=files.fetch(sha256), now=now)
