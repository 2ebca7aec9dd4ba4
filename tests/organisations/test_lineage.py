"""Quan hệ kế thừa: what a table of conversion may say, and what stops the loading."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest

from nhip.organisations.rules.lineage import doubts, homonyms
from nhip.organisations.rules.maps import maps
from nhip.organisations.rules.successions import successions
from tests.organisations.small import SMALL, lines


def told(tables):
    return [str(doubt) for doubt in doubts(tables)]


def with_conversion(*rows, **more):
    return replace(SMALL, conversion=lines("old new share", *rows), **more)


def test_a_table_in_order_raises_no_doubt():
    assert told(SMALL) == []


@pytest.mark.requirement(44)
def test_every_kind_of_change_is_told_apart():
    found = successions(SMALL, maps(SMALL))

    assert [(each.old, each.new, each.change, each.weight) for each in found] == [
        ("gso/07001", "gso/07001-2025", "merge", (Decimal(1), "whole")),
        ("gso/07002", "gso/07001-2025", "merge", (Decimal(1), "whole")),
        ("gso/07003", "gso/07003", "rename", (Decimal(1), "whole")),
        ("gso/09001", "gso/09001-2025", "part", (Decimal(1), "population")),
        ("gso/09001", "gso/09003-2025", "split", (Decimal(0), "population")),
        ("gso/09002", "gso/09001-2025", "merge", (Decimal(1), "whole")),
        ("gso/318", "gso/318", "recode", (Decimal(1), "whole")),
    ]


@pytest.mark.requirement(44)
def test_a_part_of_which_no_share_is_published_has_no_weight():
    tables = with_conversion(*(f"09001|{new}|part" for new in ("09001", "09003")))

    assert {each.weight for each in successions(tables, maps(tables))} == {(None, "")}


@pytest.mark.requirement(47)
def test_a_new_commune_that_draws_from_two_old_provinces_is_refused():
    rows = [f"{row['old']}|{row['new']}|{row['share']}" for row in SMALL.conversion]

    found = told(with_conversion(*rows, "09002|07001|part"))

    assert "draws from two old provinces: 07001" in found


def test_codes_that_another_table_lacks_are_refused():
    rows = [f"{row['old']}|{row['new']}|{row['share']}" for row in SMALL.conversion]

    found = told(with_conversion(*rows[1:], "99999|07001|all", "07001|88888|all"))

    assert {"unknown old unit: 99999", "unknown new unit: 88888"} <= set(found)


def test_communes_from_nowhere_or_gone_nowhere_are_refused():
    found = told(with_conversion("07001|07001|all"))

    assert {"no successor: 07002", "no predecessor: 07003"} <= set(found)


@pytest.mark.requirement(47)
def test_namesakes_are_never_matched_by_name():
    by_name = replace(SMALL, sources={"conversion.csv": {"matched_by": "name"}})

    assert sorted(map(sorted, homonyms(SMALL))) == [["07001", "09001"], ["07002", "09002"]]
    assert told(by_name) == ["divided, and another bears its name: 09001"]


@pytest.mark.requirement(47)
def test_namesakes_with_the_very_same_successors_are_refused_whatever_the_source_says():
    # 09001 and 07001 bear one name; a table matched by name gives each the successors of both.
    pairs = [f"{old}|{new}|part" for old in ("07001", "09001") for new in ("09001", "09003")]
    found = told(with_conversion(*pairs))

    assert "divided, and another bears its name: 07001" in found
    assert "divided, and another bears its name: 09001" in found


# --- The real tables ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tables):
    return successions(tables, maps(tables))


def test_the_real_conversion_raises_no_doubt_though_it_has_namesakes(tables):
    assert told(tables) == []
    assert sum(len(group) for group in homonyms(tables)) > 700


def test_every_old_commune_is_accounted_for(tables, real):
    reform = {each.old for each in real if each.reorganisation == "communes-2025"}
    old = {f"gso/{row['gso']}" for row in tables.communes_before}
    unchanged = old - reform

    assert len(unchanged) == 125
    assert unchanged <= {f"gso/{code}" for code in maps(tables).alone.values()}


def test_the_changes_of_the_reform_are_those_of_the_official_table(real):
    reform = [each for each in real if each.reorganisation == "communes-2025"]

    assert Counter(each.change for each in reform) == {
        "merge": 9_463,
        "part": 967,
        "split": 3,
        "recode": 5,
        "rename": 7,
    }
    assert sum(each.weight[0] is None for each in reform) == 847


@pytest.mark.requirement(44)
def test_known_weights_of_one_old_unit_sum_to_one(real):
    sums = defaultdict(Decimal)
    for each in real:
        if each.weight[0] is not None:
            sums[each.reorganisation, each.old] += each.weight[0]

    assert set(sums.values()) == {Decimal(1)}


def test_52_provinces_became_23_and_11_went_on(real):
    merged = [each for each in real if each.reorganisation == "provinces-2025"]

    assert (len({each.old for each in merged}), len({each.new for each in merged})) == (52, 23)
