"""Chữ ký trên văn bản: which signatures a document must bear before its next step.

Decree 30/2020, art. 5 and 32: the authorised person signs first, the agency
after; neither the number nor the seal comes to a document nobody signed.
"""

from dataclasses import dataclass
from enum import StrEnum

from nhip.core.text import fold
from nhip.documents.rules.numbering import NotANumber, Numbered, read_reason
from nhip.documents.rules.page import NUMBER, PERSON, SEAL
from nhip.signing.rules.verdicts import Coverage, Reason, Verdict


class Fault(StrEnum):
    """Điều không đạt: why a document's signatures do not carry it to the next step."""

    MISSING = "missing"
    NOT_GOOD = "not_good"
    OTHER_SIGNER = "other_signer"
    NOT_LAST = "not_last"
    OTHER_NUMBER = "other_number"


@dataclass(frozen=True)
class Finding:
    """Chữ ký không đạt: which signature, and what is wrong with it."""

    role: str
    fault: Fault


def judge_personal(verdict: Verdict, *, signer: str) -> Finding | None:
    """Return what keeps a document from getting its number, if anything.

    The signature must be the competent signer's own and the last thing done to the file.
    """
    finding = _stands(verdict, PERSON)
    if finding is not None:
        return finding
    person = verdict.role(PERSON)
    assert person is not None
    # Certificates often carry names without marks: compare folded.
    if fold(person.signer) != fold(signer):
        return Finding(PERSON, Fault.OTHER_SIGNER)
    if person.coverage is not Coverage.WHOLE_FILE:
        return Finding(PERSON, Fault.NOT_LAST)
    return None


def judge_agency(verdict: Verdict, *, recorded: Numbered) -> Finding | None:
    """Return what keeps a document from being sealed, or taken in as sealed, if anything.

    The number signature says number and date; they must be those on record.
    """
    for role in (PERSON, NUMBER, SEAL):
        finding = _stands(verdict, role)
        if finding is not None:
            return finding
    return None if said_number(verdict) == recorded else Finding(NUMBER, Fault.OTHER_NUMBER)


def said_number(verdict: Verdict) -> Numbered | None:
    """Return what the number signature says of number and date, if there is one and it says so."""
    signature = verdict.role(NUMBER)
    if signature is None:
        return None
    try:
        return read_reason(signature.statement)
    except NotANumber:
        return None


def _stands(verdict: Verdict, role: str) -> Finding | None:
    signature = verdict.role(role)
    if signature is None:
        return Finding(role, Fault.MISSING)
    good = set(signature.reasons) <= {Reason.TIME_IS_CLAIMED}
    return None if good else Finding(role, Fault.NOT_GOOD)
