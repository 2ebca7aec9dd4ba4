"""Heads of columns stand as an official form prints them, at any depth."""

import pytest

from nhip.reporting.rules.forms import Column, FormIsWrong, Group
from nhip.reporting.rules.heads import head_lines
from nhip.reporting.rules.specification import parse_form


def column(code, *groups):
    return Column(code, label=code, groups=tuple(map(Group, groups)))


def printed(columns):
    return [
        [(cell.part.label, cell.columns, cell.rows) for cell in line]
        for line in head_lines(columns)
    ]


def test_columns_without_groups_stand_in_one_line():
    assert printed([column("a"), column("b")]) == [[("a", 1, 1), ("b", 1, 1)]]


def test_a_group_stands_over_its_columns_and_a_lone_head_reaches_down():
    assert printed([column("a"), column("b", "G"), column("c", "G")]) == [
        [("a", 1, 2), ("G", 2, 1)],
        [("b", 1, 1), ("c", 1, 1)],
    ]


def test_groups_stand_in_groups():
    lines = printed([column("a", "G"), column("b", "G", "H"), column("c", "G", "H"), column("d")])

    assert lines == [
        [("G", 3, 1), ("d", 1, 3)],
        [("a", 1, 2), ("H", 2, 1)],
        [("b", 1, 1), ("c", 1, 1)],
    ]


def test_groups_of_one_name_that_do_not_touch_stay_two():
    lines = printed([column("a", "G"), column("b"), column("c", "G")])

    assert lines[0] == [("G", 1, 1), ("b", 1, 2), ("G", 1, 1)]


def specification(**of_column):
    return {
        "title": "T",
        "rows": [{"code": "r", "label": "R"}],
        "columns": [{"code": "c", "label": "C", **of_column}],
    }


@pytest.mark.parametrize(
    ("group", "english", "groups"),
    [
        ("Thu", "Revenue", (Group("Thu", "Revenue"),)),
        (["Thu", "Trong đó"], None, (Group("Thu"), Group("Trong đó"))),
        (None, None, ()),
    ],
)
def test_a_specification_names_one_group_or_several(group, english, groups):
    form = parse_form("F", "1", specification(group=group, group_en=english))

    assert form.columns[0].groups == groups


def test_english_groups_match_the_vietnamese_ones():
    with pytest.raises(FormIsWrong, match="as many English groups"):
        parse_form("F", "1", specification(group=["Thu", "Chi"], group_en="Revenue"))
