"""Tên loại văn bản hành chính: the 29 kinds and 3 copies of Decree 30/2020 (art. 7, annex III)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Tên loại: how one kind of document is called and abbreviated."""

    code: str
    name: str
    abbreviation: str
    """What stands in the symbol; empty for công văn and thư công."""


def _named(abbreviation: str, name: str) -> Kind:
    return Kind(abbreviation, name, abbreviation)


OFFICIAL_LETTER = Kind("CV", "Công văn", "")
COURTESY_LETTER = Kind("ThC", "Thư công", "")
REPORT = _named("BC", "Báo cáo")

KINDS = (
    _named("NQ", "Nghị quyết"),
    _named("QĐ", "Quyết định"),
    _named("CT", "Chỉ thị"),
    _named("QC", "Quy chế"),
    _named("QyĐ", "Quy định"),
    _named("TC", "Thông cáo"),
    _named("TB", "Thông báo"),
    _named("HD", "Hướng dẫn"),
    _named("CTr", "Chương trình"),
    _named("KH", "Kế hoạch"),
    _named("PA", "Phương án"),
    _named("ĐA", "Đề án"),
    _named("DA", "Dự án"),
    REPORT,
    _named("BB", "Biên bản"),
    _named("TTr", "Tờ trình"),
    _named("HĐ", "Hợp đồng"),
    OFFICIAL_LETTER,
    _named("CĐ", "Công điện"),
    _named("BGN", "Bản ghi nhớ"),
    _named("BTT", "Bản thỏa thuận"),
    _named("GUQ", "Giấy ủy quyền"),
    _named("GM", "Giấy mời"),
    _named("GGT", "Giấy giới thiệu"),
    _named("GNP", "Giấy nghỉ phép"),
    _named("PG", "Phiếu gửi"),
    _named("PC", "Phiếu chuyển"),
    _named("PB", "Phiếu báo"),
    COURTESY_LETTER,
)

COPIES = (
    _named("SY", "Sao y"),
    _named("TrS", "Trích sao"),
    _named("SL", "Sao lục"),
)

# The axis counts its administrative kinds in an order of its own (QCVN 102, amended 2022): two of
# them (21 and 23) are no longer kinds of Decree 30/2020, and past 26 the places are not certain.
_ON_THE_AXIS = {
    **{kind.code: place for place, kind in enumerate(KINDS[:20], start=1)},
    "BTT": 22,
    "GUQ": 24,
    "GM": 25,
    "GGT": 26,
}

_BY_CODE = {kind.code: kind for kind in KINDS + COPIES}


def kind_of(code: str) -> Kind:
    """Return the kind with this code. Raises KeyError for a code the decree does not know."""
    return _BY_CODE[code]


def kind_named(name: str) -> Kind | None:
    """Return the kind of that name, in any case, or nothing: partners may send other names."""
    wanted = name.strip().casefold()
    return next((kind for kind in _BY_CODE.values() if kind.name.casefold() == wanted), None)


def detail_on_the_axis(code: str) -> int | None:
    """Return the kind's place in the axis's list of administrative documents, if it is certain."""
    return _ON_THE_AXIS.get(code)
