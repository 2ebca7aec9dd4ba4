"""Số, ký hiệu, ngày tháng: the rules of Decree 30/2020, annexes I and III."""

import datetime as dt

import pytest

from nhip.documents.rules.kinds import COPIES, KINDS, kind_named, kind_of
from nhip.documents.rules.numbering import (
    NotANumber,
    Numbered,
    day_of,
    exchange_id,
    full_number,
    legal_id,
    notation,
    place_and_date,
    read_reason,
    sameness,
    split_number,
)

SYMBOLS = {
    "NQ": "NQ-BNV",
    "QĐ": "QĐ-BNV",
    "CT": "CT-BNV",
    "QC": "QC-BNV",
    "QyĐ": "QyĐ-BNV",
    "TC": "TC-BNV",
    "TB": "TB-BNV",
    "HD": "HD-BNV",
    "CTr": "CTr-BNV",
    "KH": "KH-BNV",
    "PA": "PA-BNV",
    "ĐA": "ĐA-BNV",
    "DA": "DA-BNV",
    "BC": "BC-BNV",
    "BB": "BB-BNV",
    "TTr": "TTr-BNV",
    "HĐ": "HĐ-BNV",
    "CV": "BNV-VP",
    "CĐ": "CĐ-BNV",
    "BGN": "BGN-BNV",
    "BTT": "BTT-BNV",
    "GUQ": "GUQ-BNV",
    "GM": "GM-BNV",
    "GGT": "GGT-BNV",
    "GNP": "GNP-BNV",
    "PG": "PG-BNV",
    "PC": "PC-BNV",
    "PB": "PB-BNV",
    "ThC": "BNV-VP",
    "SY": "SY-BNV",
    "TrS": "TrS-BNV",
    "SL": "SL-BNV",
}


def test_there_are_twenty_nine_kinds_and_three_copies():
    assert (len(KINDS), len(COPIES)) == (29, 3)
    assert {kind.code for kind in KINDS + COPIES} == set(SYMBOLS)


@pytest.mark.parametrize(("code", "symbol"), SYMBOLS.items())
def test_each_kind_has_its_symbol(code, symbol):
    assert notation(kind_of(code), "BNV", "VP") == symbol
    assert full_number(5, symbol) == f"05/{symbol}"


def test_a_letter_without_a_drafting_unit_names_the_agency_alone():
    assert notation(kind_of("CV"), "BNV") == "BNV"


@pytest.mark.parametrize(
    ("serial", "printed"),
    [(1, "01/QĐ-BNV"), (9, "09/QĐ-BNV"), (10, "10/QĐ-BNV"), (1234, "1234/QĐ-BNV")],
)
def test_numbers_below_ten_get_a_leading_zero(serial, printed):
    assert full_number(serial, "QĐ-BNV") == printed


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (dt.date(2021, 1, 5), "Hà Nội, ngày 05 tháng 01 năm 2021"),
        (dt.date(2021, 2, 15), "Hà Nội, ngày 15 tháng 02 năm 2021"),
        (dt.date(2021, 3, 9), "Hà Nội, ngày 09 tháng 3 năm 2021"),
        (dt.date(2021, 12, 10), "Hà Nội, ngày 10 tháng 12 năm 2021"),
    ],
)
def test_days_below_ten_and_the_first_two_months_get_a_leading_zero(day, line):
    assert place_and_date("Hà Nội", day) == line


def test_the_day_turns_at_midnight_in_ha_noi():
    assert day_of(dt.datetime(2026, 12, 31, 16, 59, tzinfo=dt.UTC)) == dt.date(2026, 12, 31)
    assert day_of(dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)) == dt.date(2027, 1, 1)


def test_the_reason_of_a_number_signature_can_be_read_back():
    numbered = Numbered("05/BC-UBND", dt.date(2021, 8, 15))

    assert numbered.reason == "number=05/BC-UBND;date=2021-08-15"
    assert read_reason(numbered.reason) == numbered


@pytest.mark.parametrize("reason", ["", "05/BC-UBND", "number=05/BC;date=2021-13-01"])
def test_another_reason_is_not_taken_for_a_number(reason):
    with pytest.raises(NotANumber):
        read_reason(reason)


def test_a_number_parts_into_what_the_envelope_keeps():
    assert split_number("05/BC-UBND") == ("05", "BC-UBND")
    for wrong in ("05", "BC/05", "05/"):
        with pytest.raises(NotANumber):
            split_number(wrong)


def test_a_document_has_an_identity_in_law_and_one_on_the_axis():
    assert legal_id("H53", 2021, "05/BC-UBND") == "H53.2021.05.BC-UBND"
    assert exchange_id("H53", dt.date(2021, 8, 15), "05/BC-UBND") == "H53,2021/08/15,05/BC-UBND"


def test_unicode_form_spacing_and_case_do_not_make_another_document():
    composed = sameness("05/QĐ-UBND", "Ủy ban nhân dân tỉnh Tây Ninh")
    decomposed = sameness("05 / QĐ-UBND", "ỦY BAN NHÂN DÂN  TỈNH TÂY NINH")

    assert composed == decomposed
    assert composed != sameness("06/QĐ-UBND", "Ủy ban nhân dân tỉnh Tây Ninh")
    assert sameness("1", "23") != sameness("12", "3")


def test_a_kind_is_found_by_the_name_a_partner_sends():
    assert kind_named("BÁO CÁO ") == kind_of("BC")
    assert kind_named("Bản cam kết") is None
