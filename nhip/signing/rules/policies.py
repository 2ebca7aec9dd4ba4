"""Chính sách chữ ký theo thời điểm: which algorithms were good enough on the day of signing.

A signature is judged by the rules of its own date: a checker that knows only
today's rules calls every document of 2018 untrusted, for a misleading reason.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Chính sách: algorithms accepted from one day on, and the law behind it."""

    name: str
    legal_basis: str
    valid_from: dt.date
    digests: frozenset[str]
    rsa_bits: int
    curve_bits: int


_SHA2 = frozenset({"sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256"})
_SHA3 = frozenset({"sha3_224", "sha3_256", "sha3_384", "sha3_512"})

# The decrees name the law of the day; the algorithm lists before 2025 follow what signatures of
# those days really carry (Government gazette, 2018–2023), for want of the circular's own table.
POLICIES = (
    Policy("vn-2007", "Nghị định 26/2007/NĐ-CP", dt.date(2007, 3, 15), _SHA2 | {"sha1"}, 1024, 224),
    Policy(
        "vn-2018", "Nghị định 130/2018/NĐ-CP", dt.date(2018, 11, 15), _SHA2 | {"sha1"}, 2048, 256
    ),
    Policy("vn-2024", "Nghị định 68/2024/NĐ-CP", dt.date(2024, 8, 15), _SHA2 | _SHA3, 2048, 256),
)


def policy_on(day: dt.date) -> Policy:
    """Return the policy under which a signature made that day is judged."""
    return max(
        (policy for policy in POLICIES if policy.valid_from <= day),
        key=lambda policy: policy.valid_from,
        default=POLICIES[0],
    )


def algorithm_is_good(policy: Policy, *, digest: str, key_type: str, key_bits: int) -> bool:
    """Tell whether digest and key were good enough under the policy."""
    floor = policy.rsa_bits if key_type == "rsa" else policy.curve_bits
    return digest.lower().replace("-", "") in policy.digests and key_bits >= floor
