"""Ghi nhận khóa, yêu cầu ký, kết quả kiểm tra và danh sách tin cậy."""

from nhip.signing.actions.anchors import DISTRUSTED, TRUSTED, AlreadyTrusted, distrust, trust
from nhip.signing.actions.keys import (
    REFUSED,
    REGISTERED,
    AlreadyRegistered,
    Holder,
    NotAnOpenDriver,
    Registration,
    record_refusal,
    register_key,
)
from nhip.signing.actions.requests import (
    BEGUN,
    CANCELLED,
    COMPLETED,
    EXPIRED,
    AlreadyWaiting,
    Frozen,
    Signed,
    TooLate,
    begin,
    cancel,
    complete,
    expire_overdue,
)
from nhip.signing.actions.verifications import VERIFIED, record_verification

__all__ = [
    "BEGUN",
    "CANCELLED",
    "COMPLETED",
    "DISTRUSTED",
    "EXPIRED",
    "REFUSED",
    "REGISTERED",
    "TRUSTED",
    "VERIFIED",
    "AlreadyRegistered",
    "AlreadyTrusted",
    "AlreadyWaiting",
    "Frozen",
    "Holder",
    "NotAnOpenDriver",
    "Registration",
    "Signed",
    "TooLate",
    "begin",
    "cancel",
    "complete",
    "distrust",
    "expire_overdue",
    "record_refusal",
    "record_verification",
    "register_key",
    "trust",
]
