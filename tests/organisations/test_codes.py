"""Mã định danh: the two grammars, and what else names a party."""

import pytest

from nhip.organisations.rules.codes import (
    NotACode,
    parse_enterprise_number,
    parse_qcvn102,
    parse_qd20,
    parse_scheme_identifier,
    suggest_qcvn102,
    suggest_qd20,
)

QD20 = ["G22", "H37.02.02", "A01", "K63", "Y99", "H53.07.01.001", "G09.16.06.A1", "H53." + "1" * 31]
QCVN102 = ["000.00.00.G22", "000.06.16.G09", "000.01.12.H28", "001.01.07.H53"]
NEITHER = [
    "",
    "G2",
    "g22",
    "Z01",
    "G222",
    "G22.",
    ".G22",
    "G22..01",
    "G22.a1",
    "G22.01\n",
    "G22 ",
    "Ð22",
    "G٢٢",
    "28.22.H17",
    "00.00.00.G22",
    "000.00.00.00.G22",
    "000.00.00.G2",
    "000.00.00.g22",
    "000.00.00.Z22",
    "00A.00.00.G22",
    "A01.02.03.G22X.",
    "H53." + "1" * 32,
]


@pytest.mark.parametrize("text", QD20)
def test_a_code_of_decision_20_is_read_only_by_its_own_grammar(text):
    assert str(parse_qd20(text)) == text
    with pytest.raises(NotACode):
        parse_qcvn102(text)


@pytest.mark.parametrize("text", QCVN102)
def test_a_code_of_13_characters_is_read_only_by_its_own_grammar(text):
    assert str(parse_qcvn102(text)) == text
    with pytest.raises(NotACode):
        parse_qd20(text)


@pytest.mark.parametrize("text", NEITHER)
@pytest.mark.parametrize("parse", [parse_qd20, parse_qcvn102])
def test_what_follows_neither_grammar_is_refused(parse, text):
    with pytest.raises(NotACode):
        parse(text)


def test_levels_and_parents_are_read_from_the_code():
    deep = parse_qd20("H53.07.01.001")

    assert (deep.level1, deep.level, str(deep.parent)) == ("H53", 4, "H53.07.01")
    assert parse_qd20("H53").parent is None
    assert parse_qcvn102("000.06.16.G09").level == 3
    assert parse_qcvn102("000.00.00.G22").level == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("000.00.00.G22", "G22"),
        ("000.06.16.G09", "G09.16.06"),
        ("001.01.07.H53", "H53.07.01.001"),
    ],
)
def test_each_form_suggests_the_other(old, new):
    assert str(suggest_qd20(parse_qcvn102(old))) == new
    assert str(suggest_qcvn102(parse_qd20(new))) == old


@pytest.mark.parametrize("text", ["H53.100", "G22.AB", "H53.01.02.003.04"])
def test_what_does_not_fit_13_characters_is_not_suggested(text):
    assert suggest_qcvn102(parse_qd20(text)) is None


def test_a_code_that_skips_a_level_suggests_nothing():
    assert suggest_qd20(parse_qcvn102("000.06.00.G09")) is None


@pytest.mark.parametrize("text", ["Z01ABC", "Z99" + "1" * 32, "Z10A.B-1"])
def test_a_scheme_identifier_is_read(text):
    assert str(parse_scheme_identifier(text)) == text


@pytest.mark.parametrize("text", ["Z00ABC", "Z01", "Z01" + "1" * 33, "Z1ABC", "Z01abc", "G22"])
def test_what_is_no_scheme_identifier_is_refused(text):
    with pytest.raises(NotACode):
        parse_scheme_identifier(text)


@pytest.mark.parametrize(
    ("text", "number", "branch"),
    [
        ("0100109106", "0100109106", ""),
        ("0100109106-001", "0100109106", "001"),
        ("0100109106001", "0100109106", "001"),
    ],
)
def test_an_enterprise_number_is_a_type_of_its_own(text, number, branch):
    read = parse_enterprise_number(text)

    assert (read.number, read.branch) == (number, branch)
    for parse in (parse_qd20, parse_qcvn102, parse_scheme_identifier):
        with pytest.raises(NotACode):
            parse(text)


@pytest.mark.parametrize("text", ["010010910", "0100109106-01", "01001091060011", "G22"])
def test_what_is_no_enterprise_number_is_refused(text):
    with pytest.raises(NotACode):
        parse_enterprise_number(text)
