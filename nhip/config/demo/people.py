"""Người trong nước trình diễn: invented names, the same at every start."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from nhip.accounts.rules import RoleName
from nhip.config.demo.country import LAST_PROVINCE

FAMILIES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ"),
    *("Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"),
)
MIDDLES = (
    *("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Quốc"),
    *("Hữu", "Thu", "Xuân", "Đức", "Kim", "Hải"),
)
GIVENS = (
    *("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hòa", "Hùng", "Lan"),
    *("Linh", "Long", "Mai", "Nam", "Phúc", "Quân", "Sơn", "Thảo", "Trang", "Tuấn"),
)


@dataclass(frozen=True)
class Part:
    """Vai diễn: what one invented person is at an agency."""

    username: str
    full_name: str
    title: str
    role: RoleName
    agency: str


LOCAL = ("H53.30", "H53.30.20")  # Tây Ninh city and its Ward 1: they owe nothing yet


def username_of(role: RoleName, agency: str) -> str:
    """Return the sign-in name of the person who plays a role at an agency."""
    return f"{role}.{agency.lower()}"


def invented_name(seed: str) -> str:
    """Return an invented full name; the same seed gives the same name."""
    digest = hashlib.sha256(seed.encode()).digest()
    return " ".join(
        names[byte % len(names)]
        for names, byte in zip((FAMILIES, MIDDLES, GIVENS), digest, strict=False)
    )


def people_of(agency: str) -> Iterator[Part]:
    """Yield the people of one agency, each with one role, so that duties stay separate.

    Of a place under a province only those who enter and who approve are there.
    """
    for role, title in _parts_at(agency):
        username = username_of(role, agency)
        yield Part(username, invented_name(username), title, role, agency)


def _parts_at(agency: str) -> list[tuple[RoleName, str]]:
    if agency == "G22":
        return [
            (RoleName.ANALYST, "Chuyên viên tổng hợp"),
            (RoleName.DESIGNER, "Chuyên viên biểu mẫu"),
            (RoleName.REGISTRY, "Văn thư"),
            (RoleName.ADMINISTRATOR, "Quản trị hệ thống"),
        ]
    if agency in LOCAL:
        return [(RoleName.REPORTER, "Công chức"), (RoleName.LEADER, "Phó Chủ tịch")]
    senders = [
        (RoleName.REPORTER, "Chuyên viên"),
        (RoleName.LEADER, leader_of(agency)[1]),
        (RoleName.CLERK, "Văn thư"),
    ]
    if agency.startswith("H") and agency != LAST_PROVINCE:
        return senders
    return [
        *senders,
        (RoleName.REGISTRY, "Văn thư tiếp nhận"),
        (RoleName.ADMINISTRATOR, "Quản trị hệ thống"),
    ]


def leader_of(agency: str) -> tuple[str, str]:
    """Return the head of an agency and the deputy who signs in the head's place."""
    if agency.startswith("H"):
        return ("Chủ tịch", "Phó Chủ tịch")
    return ("Bộ trưởng", "Thứ trưởng")
