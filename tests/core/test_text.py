"""Vietnamese order and search."""

import pytest

from nhip.core.text import fold, nfc, sort_key


@pytest.mark.requirement(60)
def test_names_sort_as_a_vietnamese_dictionary_sorts_them():
    names = [
        "Đồng Nai",
        "Đà Nẵng",
        "An Giang",
        "Ẩn",
        "Bắc Ninh",
        "Bạc Liêu",
        "Cà Mau",
        "Dương",
        "Ăn",
    ]

    assert sorted(names, key=sort_key) == [
        "An Giang", "Ăn", "Ẩn", "Bạc Liêu", "Bắc Ninh", "Cà Mau", "Dương", "Đà Nẵng", "Đồng Nai",
    ]  # fmt: skip


def test_tones_decide_only_between_equal_letters():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ",
    ]  # fmt: skip


@pytest.mark.requirement(60)
def test_composed_and_decomposed_text_have_one_key():
    assert sort_key("Huế") == sort_key("Hue\u0302\u0301")


def test_search_ignores_marks_and_case():
    assert fold("Đắk Lắk") == "dak lak"


def test_text_is_kept_without_what_a_database_an_envelope_or_a_page_cannot_hold():
    assert nfc("Tây\x00 Ninh\x0bTân\x1f Châu\tX\n") == "Tây Ninh\nTân Châu\tX\n"
