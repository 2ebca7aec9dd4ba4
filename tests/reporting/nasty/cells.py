"""Ô bị gõ lại: what stands in cell E10 (row a1, column c2), which held 1,234.56."""

import datetime as dt
import re

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.formula import ArrayFormula

from tests.reporting.nasty.case import Case, edited, rewritten, with_cells

WRONG = ["not-a-number E10"]
SHEET = "xl/worksheets/sheet1.xml"
NEW = "a1!c2"
UNCHANGED: dict[str, str] = {}


def typed(value: object, outcome) -> Case:
    return Case(f"E10 = {value!r}", with_cells(E10=value), outcome)


def number(value: object, read: str) -> Case:
    return typed(value, {NEW: read})


VIETNAMESE = [
    typed("1.234,56", UNCHANGED),
    number("1.234", "1234"),
    number("12.345", "12345"),
    number("1.234.567", "1234567"),
    number("12,5", "12.5"),
    number("12,50", "12.50"),
    number("0,5", "0.5"),
    number("-7", "-7"),
    number("+7", "7"),
    number("-1.234,5", "-1234.5"),
    number("1.234.567,89", "1234567.89"),
    number("1 235,56", "1235.56"),
    number(" 97 ", "97"),
    number("007", "7"),
    number("97\u00a0", "97"),
    number("1\u00a0235", "1235"),
]
PLAIN = [
    typed("1234.56", UNCHANGED),
    number("1235.5", "1235.5"),
    number("12.5", "12.5"),
    number("12.55", "12.55"),
    number("1.2345", "1.2345"),
    number("-12.5", "-12.5"),
    number("100000", "100000"),
    typed("0.123", WRONG),
    typed("-0.123", WRONG),
    typed("00.123", WRONG),
]
ENGLISH = [
    typed(text, WRONG)
    for text in ("1,234.56", "1,234,567", "1,234,567.8", "12,345.6", "-1,234.5", "$5", "5 USD")
]
OTHERS = (
    [
        typed(text, WRONG)
        for text in (
            "1'234.56",
            "1_234",
            "1\u202f234,56",
            "1.23.456",
            "1..234",
            ",5",
            "5,",
            "1,2,3",
            "--7",
        )
    ]
    + [
        typed(text, WRONG)
        for text in (
            "mười hai",
            "12%",
            "12 hồ sơ",
            "khoảng 5",
            "~5",
            "5?",
            "x",
            "n/a",
            "=",
            "'",
            "1 2 x",
        )
    ]
    + [
        typed(text, WRONG)
        for text in ("1e5", "1E+05", "0x1F", "∞", "NaN", "٣", "\uff11\uff12", "½", "5-7", "2/3")
    ]
)

NIL = [
    number(text, "nil")
    for text in (
        "–",
        "-",
        "—",
        " – ",
        "nil",
        "NIL",
        "kps",
        "KPS",
        "không phát sinh",
        "KHÔNG PHÁT SINH",
    )
] + [number("kho\u0302ng pha\u0301t sinh", "nil")]
MISSING = [number(value, "missing") for value in (None, "", " ", "\t", "\u00a0")]
NOUGHT = [number(value, "0") for value in (0, 0.0, "0", "00", "-0")]
NOUGHT += [number("0,0", "0.0"), number("0.0", "0.0")]
"""T16: blank, nil and nought stay three things."""

SPELT = [
    typed(word, WRONG) for word in ("không", "Không có", "trống", "null", "None", "...", "…", "*")
]

DATES = [
    typed(value, WRONG)
    for value in (
        dt.date(2021, 8, 14),
        dt.datetime(2021, 8, 14, 8, 30),  # noqa: DTZ001  as sheets keep it
        dt.datetime(1900, 1, 5),  # noqa: DTZ001
        dt.time(8, 30),
        dt.timedelta(hours=30),
        "14/8/2021",
        "2021-08-14",
        "08:30",
        "tháng 8",
    )
]
TRUTH = [typed(value, WRONG) for value in (True, False, "TRUE", "ĐÚNG")]
ERRORS = [
    typed(value, WRONG)
    for value in ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
]
BINARY = [
    number(0.1 + 0.2, "0.3"),
    number(1.234, "1.234"),
    number(-7, "-7"),
    number(1e15, "1000000000000000"),
    number(123456789012345, "123456789012345"),
    number(1 / 3, "0.3333333333"),
    number(2 / 3, "0.6666666667"),
    number(1e-12, "0"),
    number(1234.5600000001, "1234.5600000001"),
    number(2.675, "2.675"),
    typed(1e300, WRONG),
    typed(1e20, WRONG),
    typed(-1e25, WRONG),
]


def _rich(_book, page) -> None:
    page["E10"] = CellRichText(TextBlock(InlineFont(b=True), "1.2"), "35,5")


def _percent(_book, page) -> None:
    page["E10"] = 97
    page["E10"].number_format = '0 "hồ sơ"'


def _as_text(_book, page) -> None:
    page["E10"] = "97"
    page["E10"].number_format = "@"


def _array(_book, page) -> None:
    page["E10"] = ArrayFormula("E10:E10", "=SUM(E11:E12)")


def _cell(xml: str) -> object:
    return rewritten(SHEET, lambda text: re.sub(r'<c r="E10"[^>]*>.*?</c>', xml, text, count=1))


OTHERWISE_WRITTEN = [
    Case("bold in the middle of a number", edited(_rich), {NEW: "1235.5"}),
    Case("a format that shows words", edited(_percent), {NEW: "97"}),
    Case("a number kept as text", edited(_as_text), {NEW: "97"}),
    Case("an inline string", _cell('<c r="E10" t="inlineStr"><is><t>97</t></is></c>'), {NEW: "97"}),
    Case(
        "a text that a formula made",
        _cell('<c r="E10" t="str"><f>"9"&amp;"7"</f><v>97</v></c>'),
        {NEW: "97"},
    ),
    Case("a formula with its figure", _cell('<c r="E10"><f>90+7</f><v>97</v></c>'), {NEW: "97"}),
    Case(
        "a formula that comes to nothing",
        _cell('<c r="E10" t="str"><f>IF(1,"","")</f><v></v></c>'),
        {NEW: "missing"},
    ),
    Case("a formula nobody worked out", with_cells(E10="=90+7"), WRONG),
    Case("a link nobody worked out", with_cells(E10="=Sheet9!A1"), WRONG),
    Case("an array formula nobody worked out", edited(_array), WRONG),
    Case("an unworked formula, value tag closed", _cell('<c r="E10"><f>1+1</f><v/></c>'), WRONG),
    Case(
        "a shared formula without its figure", _cell('<c r="E10"><f t="shared" si="0"/></c>'), WRONG
    ),
    Case("a formula that fails", _cell('<c r="E10" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), WRONG),
    Case("a truth value", _cell('<c r="E10" t="b"><v>1</v></c>'), WRONG),
    Case("a day in ISO", _cell('<c r="E10" t="d"><v>2021-08-14</v></c>'), WRONG),
    Case("exponents", _cell('<c r="E10"><v>9.7E1</v></c>'), {NEW: "97"}),
    Case("a number in no style", _cell('<c r="E10"><v>97</v></c>'), {NEW: "97"}),
    Case("an empty cell without a value", _cell('<c r="E10"/>'), {NEW: "missing"}),
    Case("no cell at all", _cell(""), {NEW: "missing"}),
]
SEVERAL = [
    Case(
        "two wrong cells are both named", with_cells(E10="x", F10="y"), [*WRONG, "not-a-number F10"]
    ),
    Case("one wrong cell keeps good ones out", with_cells(E10=97, F11="y"), ["not-a-number F11"]),
    Case(
        "three good cells",
        with_cells(E10=97, F11=3, E13="2,5"),
        {NEW: "97", "a2!c3": "3", "01!c2": "2.5"},
    ),
    Case(
        "nil, nought and blank in one file",
        with_cells(E10="–", F10=None, E11=0),
        {NEW: "nil", "a1!c3": "missing", "a2!c2": "0"},
    ),
    Case("a closed cell is not read", with_cells(F12=99), UNCHANGED),
    Case("a closed cell with words is not read", with_cells(F12="xem ghi chú"), UNCHANGED),
    Case("a heading row is not read", with_cells(E9=5, F9="x"), UNCHANGED),
    Case("notes beside the table are not read", with_cells(J10="ghi chú", B20=7), UNCHANGED),
    Case("other labels and titles", with_cells(B2="Biểu khác", C10="Đất", E7="(9)"), UNCHANGED),
]
COMPUTED = [
    Case(f"{place} = {value!r} instead of the formula", with_cells(**{place: value}), UNCHANGED)
    for place in ("D10", "E14", "D14", "G10")
    for value in (999_999, "x", None)
]
FAMILIES = {
    "Vietnamese numbers": VIETNAMESE,
    "plain numbers": PLAIN,
    "English numbers": ENGLISH,
    "what is no number": OTHERS + SPELT,
    "blank, nil and nought": NIL + MISSING + NOUGHT,
    "dates, truths, errors": DATES + TRUTH + ERRORS,
    "binary numbers": BINARY,
    "cells as other programs write them": OTHERWISE_WRITTEN + SEVERAL,
    "formulas replaced by values": COMPUTED,
}
