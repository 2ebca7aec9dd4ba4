"""Verdicts as signing gives them, for tests of what documents make of them."""

from dataclasses import replace

from nhip.documents.rules.page import NUMBER, PERSON, SEAL
from nhip.signing.rules.verdicts import (
    Coverage,
    LaterChanges,
    Reason,
    Revocation,
    SignatureVerdict,
    TimeSource,
    Verdict,
    conclude,
)
from tests.documents.pages import AT

GOOD = SignatureVerdict(
    role=PERSON,
    signer="Nguyễn Văn Minh",
    organisation="Ủy ban nhân dân tỉnh Tây Ninh",
    serial="1",
    certificate_sha256="0" * 64,
    statement="",
    intact=True,
    coverage=Coverage.WHOLE_FILE,
    later_changes=LaterChanges.NONE,
    trusted=True,
    certificate_valid_at=True,
    revocation=Revocation.GOOD,
    revocation_source="CRL",
    signed_at=AT,
    time_source=TimeSource.TSA,
    algorithm="sha256 rsa",
    algorithm_ok=True,
    policy="vn-2018",
    reasons=(),
)


def personal(**changes) -> Verdict:
    """Return the verdict on a file that its signer has just signed."""
    return conclude((replace(GOOD, **changes),), data_are_signed=True)


def sealed(statement: str, **changes) -> Verdict:
    """Return the verdict on a file with all three signatures, the last of them changed."""
    earlier = {"coverage": Coverage.REVISION, "later_changes": LaterChanges.PERMITTED}
    agency = replace(GOOD, signer="UBND", certificate_sha256="1" * 64)
    return conclude(
        (
            replace(GOOD, **earlier),
            replace(agency, role=NUMBER, statement=statement, **earlier),
            replace(agency, role=SEAL, **changes),
        ),
        data_are_signed=True,
    )


BROKEN = {"intact": False, "reasons": (Reason.NOT_INTACT,)}
