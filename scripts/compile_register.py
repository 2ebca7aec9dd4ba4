"""Lập bảng mã của tỉnh Tây Ninh: the province's own register of 2021, joined to its territories.

A committee is joined to a territory only under the same parent, and only where exactly one bears
its name there. What does not join is left out: the register still names what had been merged.
"""

import re
from collections.abc import Iterable, Iterator

from nhip.core.text import fold, nfc

PROVINCE_CODE, GSO = "H53", "72"
COMMITTEE = re.compile(r"UBND ((?:thành phố|thị xã|thị trấn|huyện|xã|phường) .*)", re.IGNORECASE)
TYPE = re.compile(r"(?:thanh pho|thi xa|thi tran|huyen|quan|phuong|xa) ")
WRONG = {  # what the register misprints
    "Lao động Thương binh và UBND Xã hội": "Lao động - Thương binh và Xã hội",
    "Bệnh viện Da khoa": "Bệnh viện Đa khoa",
    "HĐNĐ": "HĐND",
    "Ð": "Đ",
}

Row = dict[str, str]
Line = tuple[str, ...]


def register(units: Iterable[Row], districts: list[Row], communes: list[Row]) -> Iterator[Line]:
    """Yield code, code, territory, kind, name and parent of everything the register names."""
    rows = list(units)
    for row in rows:
        if row["level"] == "1":
            yield row["code_qcvn102"], row["code_qd20_equivalent"], "", "", "", ""
    rows = [row for row in rows if row["code_qcvn102"].endswith(PROVINCE_CODE)]
    by_code = {row["code_qcvn102"]: row for row in rows}
    territories = _territories(rows, districts, communes)
    for row in sorted(rows, key=lambda row: row["code_qd20_equivalent"]):
        code = row["code_qcvn102"]
        if row["level"] == "1" or (_is_territory(row) and code not in territories):
            continue
        codes = (code, row["code_qd20_equivalent"], territories.get(code, ""))
        if code in territories:
            yield *codes, "", "", ""
        else:
            parent = by_code[row["parent_code"]]["code_qd20_equivalent"]
            yield *codes, _kind(codes[1]), _name(row["name"]), parent


def _territories(rows: list[Row], districts: list[Row], communes: list[Row]) -> dict[str, str]:
    """Return the territory of each committee that joins exactly one of its name and parent."""
    found: dict[str, str] = {}
    for row in (row for row in rows if row["level"] == "2" and _is_territory(row)):
        here = [each for each in districts if each["province_code"] == GSO]
        _join(row, here, "", found)
    names = {row["code_qcvn102"]: row["name"] for row in rows}
    for row in (row for row in rows if row["level"] == "3" and _is_territory(row)):
        district = found[row["parent_code"]]
        here = [each for each in communes if each["district_code"] == district]
        _join(row, here, _bare(names[row["parent_code"]]), found)
    return found


def _join(row: Row, candidates: list[Row], district: str, found: dict[str, str]) -> None:
    name = _bare(row["name"])
    if district:  # "UBND Xã An Bình huyện Châu Thành" tells the district as well.
        name = re.sub(rf" ?(?:huyen|thanh pho) {district}$", "", name)
    same = [each["code"] for each in candidates if _bare(each["name"]) == name]
    if len(same) == 1:
        found[row["code_qcvn102"]] = same[0]


def _is_territory(row: Row) -> bool:
    return COMMITTEE.fullmatch(row["name"]) is not None


def _bare(name: str) -> str:
    """Return the folded name without committee and type, such as ``an binh``."""
    return TYPE.sub("", fold(name).removeprefix("ubnd "), count=1)


def _kind(code: str) -> str:
    """Return what a unit is: departments H53.01-H53.18, divisions .01-.12 of a district, others."""
    _province, upper, *lower = code.split(".")
    if not lower and int(upper) <= 18:
        return "department"
    return "division" if lower and 30 <= int(upper) <= 38 else "affiliate"


def _name(name: str) -> str:
    for wrong, right in WRONG.items():
        name = name.replace(wrong, right)
    return nfc(name)
