"""Chữ ký trên văn bản: which signatures a document must bear before its next step.

Decree 30/2020, art. 5 and 32: the authorised person signs first, the agency
after; neither the number nor the seal comes to a document nobody signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from nhip.documents.rules.numbering import Numbered
from nhip.documents.rules.page import NUMBER, PERSON, SEAL


class Signature(Protocol):
    """Kết quả kiểm tra một chữ ký: what signing found out about one signature."""

    @property
    def role(self) -> str: ...
    @property
    def signer(self) -> str: ...
    @property
    def intact(self) -> bool: ...
    @property
    def trusted(self) -> bool: ...
    @property
    def certificate_valid_at(self) -> bool: ...
    @property
    def algorithm_ok(self) -> bool: ...
    @property
    def coverage(self) -> str: ...
    @property
    def later_changes(self) -> str: ...
    @property
    def revocation(self) -> str: ...


class Fault(StrEnum):
    """Điều thiếu: why a document's signatures do not carry it to the next step."""

    MISSING = "missing"
    NOT_GOOD = "not_good"
    OTHER_SIGNER = "other_signer"
    NOT_LAST = "not_last"
    OTHER_NUMBER = "other_number"


@dataclass(frozen=True)
class Finding:
    """Chữ ký không đạt: whose signature, and what is wrong with it."""

    role: str
    fault: Fault


def is_good(signature: Signature) -> bool:
    """Tell whether one signature stands: whole, trusted, in force and seen by no forbidden change."""
    return (
        signature.intact
        and signature.trusted
        and signature.certificate_valid_at
        and signature.algorithm_ok
        and signature.coverage != "none"
        and signature.later_changes != "other"
        and signature.revocation != "revoked"
    )


def judge_personal(signatures: Sequence[Signature], *, signer: str) -> Finding | None:
    """Return what keeps a document from getting its number, if anything.

    The signature must be the competent signer's own and the last thing done to the file.
    """
    person = _of_role(signatures, PERSON)
    if person is not None and person.signer != signer:
        return Finding(PERSON, Fault.OTHER_SIGNER)
    if person is not None and person.coverage != "whole_file":
        return Finding(PERSON, Fault.NOT_LAST)
    return _stands(signatures, PERSON)


def judge_agency(
    signatures: Sequence[Signature], *, said: Numbered | None, recorded: Numbered
) -> Finding | None:
    """Return what keeps a document from being sealed, if anything.

    The number signature says number and date; they must be those the register gave.
    """
    for role in (PERSON, NUMBER, SEAL):
        finding = _stands(signatures, role)
        if finding is not None:
            return finding
    return None if said == recorded else Finding(NUMBER, Fault.OTHER_NUMBER)


def _of_role(signatures: Sequence[Signature], role: str) -> Signature | None:
    return next((signature for signature in signatures if signature.role == role), None)


def _stands(signatures: Sequence[Signature], role: str) -> Finding | None:
    signature = _of_role(signatures, role)
    if signature is None:
        return Finding(role, Fault.MISSING)
    return None if is_good(signature) else Finding(role, Fault.NOT_GOOD)
