"""Người trong nước trình diễn: invented names, the same at every start."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from nhip.accounts.rules import RoleName

_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
_MIDDLES = "Văn Thị Minh Ngọc Thanh Quốc Hữu Thu Xuân Đức Kim Hải".split()
_GIVENS = "An Bình Chi Dũng Giang Hà Hạnh Hòa Hùng Lan Linh Long Mai Nam Phúc Quân Sơn Thảo Trang Tuấn".split()  # noqa: E501  (a list of names reads best in one line)


@dataclass(frozen=True)
class Part:
    """Vai diễn: what one invented person is at an agency, and what the visitor does as them."""

    username: str
    full_name: str
    title: str
    role: RoleName
    agency: str
    task: str


def invented_name(seed: str) -> str:
    """Return an invented full name; the same seed gives the same name."""
    digest = hashlib.sha256(seed.encode()).digest()
    return " ".join(
        names[byte % len(names)]
        for names, byte in zip((_FAMILIES, _MIDDLES, _GIVENS), digest, strict=False)
    )


def people_of(agency: str) -> Iterator[Part]:
    """Yield the people of one agency, each with one role, so that duties stay separate."""
    for role, title, task in _parts_at(agency):
        username = f"{role}.{agency.lower()}"
        yield Part(username, invented_name(username), title, role, agency, task)


def _parts_at(agency: str) -> list[tuple[RoleName, str, str]]:
    if agency == "G22":
        return [
            (RoleName.ANALYST, "Chuyên viên tổng hợp", "looks at the national figures"),
            (RoleName.REGISTRY, "Văn thư", "registers what comes in"),
            (RoleName.ADMINISTRATOR, "Quản trị hệ thống", "runs the node"),
        ]
    leader = "Phó Chủ tịch" if agency.startswith("H") else "Thứ trưởng"
    return [
        (RoleName.REPORTER, "Chuyên viên", "fills in the report and puts it up"),
        (RoleName.LEADER, leader, "reads, returns or signs"),
        (RoleName.CLERK, "Văn thư", "numbers and seals for the agency"),
        (RoleName.REGISTRY, "Văn thư tiếp nhận", "registers what comes in"),
        (RoleName.ADMINISTRATOR, "Quản trị hệ thống", "runs the node"),
    ]
