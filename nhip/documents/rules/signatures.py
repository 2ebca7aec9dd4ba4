"""Chữ ký trên văn bản: which signatures a document must bear before its next step.

Decree 30/2020, art. 5 and 32: the authorised person signs first, the agency
after; neither the number nor the seal comes to a document nobody signed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from nhip.core.text import fold
from nhip.documents.rules.numbering import NotANumber, Numbered, read_reason
from nhip.documents.rules.page import NUMBER, PERSON, SEAL
from nhip.signing.rules.verdicts import Coverage, Reason, TimeSource, Verdict

IN_ORDER = (PERSON, NUMBER, SEAL)


class Fault(StrEnum):
    """Điều không đạt: why a document's signatures do not carry it to the next step."""

    MISSING = "missing"
    NOT_GOOD = "not_good"
    OUT_OF_ORDER = "out_of_order"
    OTHER_SIGNER = "other_signer"
    OTHER_KEY = "other_key"
    NOT_LAST = "not_last"
    OTHER_NUMBER = "other_number"


@dataclass(frozen=True)
class Finding:
    """Chữ ký không đạt: which signature, and what is wrong with it."""

    role: str
    fault: Fault


@dataclass(frozen=True)
class Registered:
    """Điều sổ sách ghi: which certificates may sign a document, and which number it has.

    Certificates are known by their SHA-256.
    """

    personal: Collection[str]
    agency: Collection[str]
    numbered: Numbered


def judge_personal(
    verdict: Verdict, *, signer: str, certificates: Collection[str]
) -> Finding | None:
    """Return what keeps a document from getting its number, if anything.

    The signature must be the competent signer's own and the last thing done to the file.
    """
    finding = _stands(verdict, PERSON) or _is_by(verdict, PERSON, certificates)
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
    """Return what keeps a document from being taken for signed and sealed, if anything.

    The number signature says number and date; they must be those on record.
    """
    for role in IN_ORDER:
        finding = _stands(verdict, role)
        if finding is not None:
            return finding
    roles = [one.role for one in verdict.signatures]
    if sorted(IN_ORDER, key=roles.index) != list(IN_ORDER):
        return Finding(SEAL, Fault.OUT_OF_ORDER)
    if verdict.signatures[-1].coverage is not Coverage.WHOLE_FILE:
        return Finding(SEAL, Fault.NOT_LAST)
    return None if said_number(verdict) == recorded else Finding(NUMBER, Fault.OTHER_NUMBER)


def judge_sealed(verdict: Verdict, *, registered: Registered) -> Finding | None:
    """Return what keeps a document of our own from leaving, if anything.

    Beside all that anybody can see, each signature must be by a key on record here.
    """
    return (
        judge_agency(verdict, recorded=registered.numbered)
        or _is_by(verdict, PERSON, registered.personal)
        or _is_by(verdict, NUMBER, registered.agency)
        or _is_by(verdict, SEAL, registered.agency)
    )


def times_are_proven(verdict: Verdict) -> bool:
    """Tell whether somebody other than the signers says when each signature was made."""
    return all(one.time_source is not TimeSource.CLAIMED for one in verdict.signatures)


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


def _is_by(verdict: Verdict, role: str, certificates: Collection[str]) -> Finding | None:
    signature = verdict.role(role)
    assert signature is not None
    known = signature.certificate_sha256 in certificates
    return None if known else Finding(role, Fault.OTHER_KEY)
