"""Kết quả kiểm tra chữ ký số: separate answers, never one word "valid".

After ETSI EN 319 102-1 and requirement 5.3 of the signing circulars: whole or
not, what it covers, what changed later, who signed, whether the certificate
was good then and how that is known, by which rules — and a conclusion with
reasons that people can read in two languages.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace
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
    DAMAGED_SIGNATURE = "damaged_signature"
    DAMAGED_TIME_STAMP = "damaged_time_stamp"
    PARTLY_COVERED = "partly_covered"
    CHANGED_LATER = "changed_later"
    NO_TRUST_ANCHORS = "no_trust_anchors"
    NO_TRUSTED_PATH = "no_trusted_path"
    CERTIFICATE_NOT_IN_FORCE = "certificate_not_in_force"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_SUSPENDED = "certificate_suspended"
    WRONG_PURPOSE = "wrong_purpose"
    REVOCATION_UNKNOWN = "revocation_unknown"
    WEAK_ALGORITHM = "weak_algorithm"
    EXPIRED_SINCE = "expired_since"
    TIME_IS_CLAIMED = "time_is_claimed"
    DATA_NOT_SIGNED = "data_not_signed"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOOK_TOO_LONG = "took_too_long"


_INFORMATIVE = frozenset({Reason.TIME_IS_CLAIMED})
_UNCERTAIN = frozenset(
    {
        Reason.REVOCATION_UNKNOWN,
        Reason.NO_TRUST_ANCHORS,
        Reason.EXPIRED_SINCE,
        Reason.UNREADABLE,
        Reason.TOO_LARGE,
        Reason.TOOK_TOO_LONG,
    }
)


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
    holder_code: str = ""


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


@dataclass(frozen=True)
class Circumstances:
    """Hoàn cảnh: what bears on a signature beside its own answers."""

    anchors_known: bool
    purpose_fits: bool
    on_hold: bool
    stamp_damaged: bool
    expired_since: bool


def with_reasons(found: SignatureVerdict, around: Circumstances) -> SignatureVerdict:
    """Return the verdict with everything that speaks against the signature.

    A missing path is named only when nothing closer explains the missing trust.
    """
    claimed = found.time_source is TimeSource.CLAIMED
    revoked = found.revocation is Revocation.REVOKED
    unexplained = (
        not found.trusted
        and found.intact
        and found.certificate_valid_at
        and around.purpose_fits
        and around.anchors_known
    )
    faults = [
        (not found.intact, Reason.NOT_INTACT),
        (found.later_changes is LaterChanges.OTHER, Reason.CHANGED_LATER),
        (not around.anchors_known, Reason.NO_TRUST_ANCHORS),
        (unexplained, Reason.NO_TRUSTED_PATH),
        (not around.purpose_fits, Reason.WRONG_PURPOSE),
        (not found.certificate_valid_at, Reason.CERTIFICATE_NOT_IN_FORCE),
        (revoked and around.on_hold, Reason.CERTIFICATE_SUSPENDED),
        (revoked and not around.on_hold, Reason.CERTIFICATE_REVOKED),
        (found.revocation is Revocation.UNKNOWN, Reason.REVOCATION_UNKNOWN),
        (not found.algorithm_ok, Reason.WEAK_ALGORITHM),
        (around.stamp_damaged, Reason.DAMAGED_TIME_STAMP),
        (claimed and around.expired_since, Reason.EXPIRED_SINCE),
        (claimed, Reason.TIME_IS_CLAIMED),
    ]
    return replace(found, reasons=tuple(reason for fault, reason in faults if fault))


def damaged(role: str) -> SignatureVerdict:
    """Return the verdict on something that stands where a signature should and is none."""
    return SignatureVerdict(
        role=role,
        signer="",
        organisation="",
        serial="",
        certificate_sha256="",
        statement="",
        intact=False,
        coverage=Coverage.NONE,
        later_changes=LaterChanges.OTHER,
        trusted=False,
        certificate_valid_at=False,
        revocation=Revocation.UNKNOWN,
        revocation_source="",
        signed_at=None,
        time_source=TimeSource.CLAIMED,
        algorithm="",
        algorithm_ok=False,
        policy="",
        reasons=(Reason.DAMAGED_SIGNATURE,),
    )


def conclude(signatures: tuple[SignatureVerdict, ...], *, data_are_signed: bool | None) -> Verdict:
    """Kết luận: bring the answers about all signatures of a file together."""
    reasons = list(dict.fromkeys(reason for one in signatures for reason in one.reasons))
    if not signatures:
        reasons.append(Reason.NO_SIGNATURE)
    elif signatures[-1].coverage is not Coverage.WHOLE_FILE:
        reasons.append(Reason.PARTLY_COVERED)
    if data_are_signed is False:
        reasons.append(Reason.DATA_NOT_SIGNED)
    return Verdict(signatures, _conclusion(reasons), tuple(reasons), data_are_signed)


def not_checked(reason: Reason) -> Verdict:
    """Không kiểm tra được: return the verdict on a file that could not be read in bounds."""
    return Verdict((), Conclusion.COULD_NOT_CHECK, (reason,), None)


def _conclusion(reasons: list[Reason]) -> Conclusion:
    grave = set(reasons) - _INFORMATIVE
    if not grave:
        return Conclusion.GOOD
    return Conclusion.COULD_NOT_CHECK if grave <= _UNCERTAIN else Conclusion.NOT_GOOD
