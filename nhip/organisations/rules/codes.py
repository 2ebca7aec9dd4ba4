"""Mã định danh điện tử: the two grammars of agency codes, and what else designates a party. Pure.

Decision 20/2020/QĐ-TTg (in force 15/09/2020, amended by 09/2025/QĐ-TTg) writes level 1 first;
QCVN 102:2016/BTTTT writes 13 characters, level 1 last. Neither parser accepts the other's codes.
The decision leaves everything below level 1 to the agency itself, so turning one form into the
other is only ever a suggestion: what holds is the table of codes.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid

LONGEST = 35

# Decision 20/2020, art. 4 and annex I; the length of lower groups is the agency's own business.
_AGENCY = re.compile(r"[A-Y][0-9]{2}(?:\.[0-9A-Z]+)*")
# QCVN 102:2016: level 4, level 3, level 2, level 1; a level that is absent is filled with zeros.
_LEGACY = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Y][0-9]{2})")
# Decision 20/2020, art. 5: the number of an enterprise, with or without that of its branch.
_ENTERPRISE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")
# Decision 20/2020, art. 6: scheme Z01 to Z99 and up to 32 characters, nothing between them.
_SCHEME = re.compile(r"(Z(?:0[1-9]|[1-9][0-9]))([0-9A-Z.-]{1,32})")


class NotACode(Invalid):
    """Mã không đúng cấu trúc: the text does not follow the grammar it was read by."""

    message = _("“%(text)s” is not an identification code of the form %(form)s.")


@dataclass(frozen=True)
class AgencyCode:
    """Mã theo Quyết định 20/2020/QĐ-TTg: ``groups`` from level 1 downwards."""

    groups: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.groups)

    @property
    def level1(self) -> str:
        """Return the code of the level-1 body."""
        return self.groups[0]

    @property
    def level(self) -> int:
        """Return how deep the unit stands, from 1."""
        return len(self.groups)

    @property
    def parent(self) -> "AgencyCode | None":
        """Return the code one level up, or None at level 1."""
        return AgencyCode(self.groups[:-1]) if self.level > 1 else None


@dataclass(frozen=True)
class LegacyCode:
    """Mã 13 ký tự theo QCVN 102:2016/BTTTT: ``groups`` from level 1 downwards, all four of them."""

    groups: tuple[str, str, str, str]

    def __str__(self) -> str:
        return ".".join(reversed(self.groups))

    @property
    def level1(self) -> str:
        """Return the code of the level-1 body."""
        return self.groups[0]

    @property
    def level(self) -> int:
        """Return how deep the unit stands, from 1."""
        return max(depth for depth, group in enumerate(self.groups, 1) if not _is_absent(group))


@dataclass(frozen=True)
class SchemeIdentifier:
    """Mã theo hệ thống riêng: the register Z01…Z99 and the identifier inside it."""

    scheme: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.scheme}{self.identifier}"


@dataclass(frozen=True)
class EnterpriseNumber:
    """Mã số doanh nghiệp, hợp tác xã, hộ kinh doanh; ``branch`` is empty for the house itself."""

    number: str
    branch: str = ""

    def __str__(self) -> str:
        return f"{self.number}-{self.branch}" if self.branch else self.number


def parse_qd20(text: str) -> AgencyCode:
    """Read a code of Decision 20/2020. Raises NotACode."""
    if len(text) > LONGEST or not _AGENCY.fullmatch(text):
        raise NotACode(text=text, form="QĐ 20/2020/QĐ-TTg")
    return AgencyCode(tuple(text.split(".")))


def parse_qcvn102(text: str) -> LegacyCode:
    """Read a 13-character code of QCVN 102:2016. Raises NotACode."""
    if not (found := _LEGACY.fullmatch(text)):
        raise NotACode(text=text, form="QCVN 102:2016/BTTTT")
    level4, level3, level2, level1 = found.groups()
    return LegacyCode((level1, level2, level3, level4))


def parse_scheme_identifier(text: str) -> SchemeIdentifier:
    """Read an identifier of a Z-scheme. Raises NotACode."""
    if not (found := _SCHEME.fullmatch(text)):
        raise NotACode(text=text, form="Zxy…")
    return SchemeIdentifier(*found.groups())


def parse_enterprise_number(text: str) -> EnterpriseNumber:
    """Read the number of an enterprise, cooperative or household. Raises NotACode."""
    if not (found := _ENTERPRISE.fullmatch(text)):
        raise NotACode(text=text, form="mã số doanh nghiệp")
    return EnterpriseNumber(found[1], found[2] or "")


def suggest_qd20(code: LegacyCode) -> AgencyCode | None:
    """Suggest the newer form, for a person to confirm; None where a level is skipped."""
    groups = code.groups[: code.level]
    return None if any(_is_absent(group) for group in groups) else AgencyCode(groups)


def suggest_qcvn102(code: AgencyCode) -> LegacyCode | None:
    """Suggest the older form, for a person to confirm; None where it does not fit 13 characters."""
    padded = (*code.groups, *("00", "00", "000")[code.level - 1 :])
    found = _LEGACY.fullmatch(".".join(reversed(padded)))
    return parse_qcvn102(found[0]) if found else None


def _is_absent(group: str) -> bool:
    return not group.strip("0")
