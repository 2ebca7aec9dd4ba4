"""Hiệu lực chứng thư số: may this certificate sign now, by Decree 68/2024, art. 31.

A certificate is good inside its period, neither suspended nor revoked, used
in line with its content, under an authority that is trusted here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Tình trạng chứng thư trước khi ký."""

    GOOD = "good"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    UNKNOWN_ISSUER = "unknown_issuer"
    WRONG_PURPOSE = "wrong_purpose"
    REVOCATION_UNKNOWN = "revocation_unknown"


@dataclass(frozen=True)
class Check:
    """Kết quả kiểm tra trước khi ký: the standing, and the revocation list that says so."""

    standing: Standing
    evidence: str

    @property
    def is_good(self) -> bool:
        """Tell whether signing may go on."""
        return self.standing is Standing.GOOD
