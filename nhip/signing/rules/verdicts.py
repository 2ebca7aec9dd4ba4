"""Kết quả kiểm tra chữ ký số: separate answers, never one word "valid".

After ETSI EN 319 102-1 and requirement 5.3 of the signing circulars: whole or
not, what it covers, what changed later, who signed, whether the certificate
was good then and how that is known, by which rules — and a conclusion with
reasons that people can read in two languages.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Coverage(StrEnum):
    """Phạm vi ký: how much of the file a signature covers."""

    WHOLE_FILE = "whole_file"
    REVISION = "revision"
    NONE = "none"


class LaterChanges(StrEnum):
    """Thay đổi sau khi ký."""

    NONE = "none"
    PERMITTED = "permitted"
    OTHER = "other"


class Revocation(StrEnum):
    """Tình trạng thu hồi of the certificate when it signed."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class TimeSource(StrEnum):
    """Nguồn thời gian: whose word the signing time rests on."""

    TSA = "tsa"
    DOCUMENT_TIMESTAMP = "document_timestamp"
    CLAIMED = "claimed"


class Conclusion(StrEnum):
    """Kết luận."""

    GOOD = "good"
    NOT_GOOD = "not_good"
    COULD_NOT_CHECK = "could_not_check"


class Reason(StrEnum):
    """Lý do: a code that programs match; people read its text (``signing.queries``)."""

    NO_SIGNATURE = "no_signature"
    NOT_INTACT = "not_intact"
    PARTLY_COVERED = "partly_covered"
    CHANGED_LATER = "changed_later"
    NO_TRUST_ANCHORS = "no_trust_anchors"
    NO_TRUSTED_PATH = "no_trusted_path"
    CERTIFICATE_NOT_IN_FORCE = "certificate_not_in_force"
    CERTIFICATE_REVOKED = "certificate_revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"
    WEAK_ALGORITHM = "weak_algorithm"
    TIME_IS_CLAIMED = "time_is_claimed"
    DATA_NOT_SIGNED = "data_not_signed"
    UNREADABLE = "unreadable"


_INFORMATIVE = frozenset({Reason.TIME_IS_CLAIMED})
_UNCERTAIN = frozenset({Reason.REVOCATION_UNKNOWN, Reason.NO_TRUST_ANCHORS, Reason.UNREADABLE})


@dataclass(frozen=True)
class SignatureVerdict:
    """Kết quả một chữ ký: one separate answer per question."""

    role: str
    signer: str
    organisation: str
    serial: str
    certificate_sha256: str
    statement: str
    intact: bool
    coverage: Coverage
    later_changes: LaterChanges
    trusted: bool
    certificate_valid_at: bool
    revocation: Revocation
    revocation_source: str
    signed_at: dt.datetime | None
    time_source: TimeSource
    algorithm: str
    algorithm_ok: bool
    policy: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Verdict:
    """Kết quả kiểm tra một tệp: its signatures in the order they were made, and the conclusion."""

    signatures: tuple[SignatureVerdict, ...]
    conclusion: Conclusion
    reasons: tuple[Reason, ...]
    data_are_signed: bool | None

    def role(self, role: str) -> SignatureVerdict | None:
        """Return the verdict on the signature in that role, if the file bears one."""
        return next((one for one in self.signatures if one.role == role), None)

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values; the same file gives the same text."""
        plain = asdict(self)
        for one in plain["signatures"]:
            one["signed_at"] = one["signed_at"].isoformat() if one["signed_at"] else None
        return plain


def reasons_of(
    *,
    intact: bool,
    later_changes: LaterChanges,
    trusted: bool,
    anchors: bool,
    in_force: bool,
    revocation: Revocation,
    algorithm_ok: bool,
) -> tuple[Reason, ...]:
    """Return what speaks against one signature."""
    faults = [
        (not intact, Reason.NOT_INTACT),
        (later_changes is LaterChanges.OTHER, Reason.CHANGED_LATER),
        (not trusted and anchors, Reason.NO_TRUSTED_PATH),
        (not trusted and not anchors, Reason.NO_TRUST_ANCHORS),
        (not in_force, Reason.CERTIFICATE_NOT_IN_FORCE),
        (revocation is Revocation.REVOKED, Reason.CERTIFICATE_REVOKED),
        (revocation is Revocation.UNKNOWN, Reason.REVOCATION_UNKNOWN),
        (not algorithm_ok, Reason.WEAK_ALGORITHM),
    ]
    return tuple(reason for fault, reason in faults if fault)


def conclude(
    signatures: tuple[SignatureVerdict, ...], *, data_are_signed: bool | None
) -> Verdict:
    """Kết luận: bring the answers about all signatures of a file together."""
    reasons = list(dict.fromkeys(reason for one in signatures for reason in one.reasons))
    if not signatures:
        reasons.append(Reason.NO_SIGNATURE)
    elif signatures[-1].coverage is not Coverage.WHOLE_FILE:
        reasons.append(Reason.PARTLY_COVERED)
    if data_are_signed is False:
        reasons.append(Reason.DATA_NOT_SIGNED)
    return Verdict(signatures, _conclusion(reasons), tuple(reasons), data_are_signed)


def unreadable() -> Verdict:
    """Return the verdict on a file that could not be read in bounds."""
    return Verdict((), Conclusion.COULD_NOT_CHECK, (Reason.UNREADABLE,), None)


def _conclusion(reasons: list[Reason]) -> Conclusion:
    grave = set(reasons) - _INFORMATIVE
    if not grave:
        return Conclusion.GOOD
    return Conclusion.COULD_NOT_CHECK if grave <= _UNCERTAIN else Conclusion.NOT_GOOD
