"""Nạp số liệu: a feed is taken whole, or every wrong cell is listed and nothing is kept."""

import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import strategies as st

from nhip.reporting.models import Cell
from nhip.reporting.rules.feeds import Locale, read_csv, read_json
from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address
from tests.reporting.country import BROUGHT, NEW
from tests.reporting.forms import shipped

FORM = shipped("dich-ngay")
PROCEDURES = shipped("ii-06-kstt")


def as_json(*cells):
    return json.dumps(
        {
            "cells": [
                dict(zip(("row", "column", "state", "value"), one, strict=False)) for one in cells
            ]
        }
    )


def as_csv(*lines):
    return "\n".join(["row,column,value", *lines])


def named(feed):
    return [(fault.code, fault.place, fault.row, fault.column) for fault in feed.faults]


@pytest.mark.fixture_case("T16")
@pytest.mark.requirement(16)
def test_json_says_all_three_states():
    feed = read_json(
        as_json(
            ("covid19", "new", "number", "97"),
            ("covid19", "brought_forward", "nil"),
        ),
        FORM,
    )

    assert (feed.entries, feed.faults) == ({NEW: number(97), BROUGHT: NIL}, ())


@pytest.mark.requirement(17)
def test_a_cell_without_a_state_is_missing():
    assert read_json(as_json(("covid19", "new")), FORM).entries == {NEW: MISSING}


def test_every_fault_of_a_feed_is_listed_with_its_place():
    feed = read_json(
        as_json(
            ("covid19", "new", "number", "97"),
            ("covid19", "new", "number", "98"),
            ("covid19", "cumulative", "number", "1"),
            ("cholera", "new", "number", "1"),
            ("covid19", "brought_forward", "number", "1.234,5"),
            ("covid19", "brought_forward", "nil", "0"),
            ("covid19", "brought_forward", "unknown"),
        ),
        FORM,
    )

    assert named(feed) == [
        ("cell-given-twice", "cells[1]", "covid19", "new"),
        ("cell-is-computed", "cells[2]", "covid19", "cumulative"),
        ("no-such-cell", "cells[3]", "cholera", "new"),
        ("not-a-number", "cells[4]", "covid19", "brought_forward"),
        ("not-a-number", "cells[5]", "covid19", "brought_forward"),
        ("not-a-number", "cells[6]", "covid19", "brought_forward"),
    ]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": 5}', '{"cells": [5]}', "[" * 100_000])
def test_what_is_no_feed_is_one_fault(text):
    assert [fault.code for fault in read_json(text, FORM).faults] == ["unreadable"]


def test_a_binary_number_is_taken_as_it_was_written():
    feed = read_json(
        '{"cells":[{"row":"covid19","column":"new","state":"number","value":1.10}]}', FORM
    )

    assert feed.entries == {NEW: number("1.10")}


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        (Locale.VI, "1.234", number(1234)),
        (Locale.VI, '"1.234,56"', number("1234.56")),
        (Locale.PLAIN, "1234.56", number("1234.56")),
        (Locale.VI, "không phát sinh", NIL),
        (Locale.PLAIN, "NIL", NIL),
        (Locale.VI, "", MISSING),
        (Locale.VI, "0", number(0)),
    ],
)
def test_a_table_is_read_in_the_writing_it_declares(locale, text, value):
    feed = read_csv(as_csv(f"covid19,new,{text}"), FORM, locale=locale)

    assert (feed.entries, feed.faults) == ({NEW: value}, ())


@pytest.mark.requirement(23)
@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (Locale.VI, "1234.56"),
        (Locale.VI, '"1,234.56"'),
        (Locale.PLAIN, "1.234.567"),
        (Locale.VI, "x"),
    ],
)
def test_ambiguous_numbers_are_faults_and_never_guessed(locale, text):
    feed = read_csv(as_csv(f"covid19,new,{text}"), FORM, locale=locale)

    assert named(feed) == [("not-a-number", "2", "covid19", "new")]


@pytest.mark.parametrize(
    "text", ["", "row;column;value", "row,column\na,b", 'row,column,value\n"a']
)
def test_a_table_with_other_heads_or_open_quotes_is_refused(text):
    assert read_csv(text, FORM, locale=Locale.VI).faults


def test_a_table_of_other_rows_is_refused_line_by_line():
    feed = read_csv(as_csv("A,c4", "A,c3,1", "Z,c4,1"), PROCEDURES, locale=Locale.VI)

    assert named(feed) == [("cell-is-computed", "3", "A", "c3"), ("no-such-cell", "4", "Z", "c4")]
    assert feed.entries[Address("A", "c4")] == MISSING


@given(st.text(max_size=200))
@example('"')
@example("row,column,value\r\r")
def test_no_text_breaks_the_reader(text):
    read_json(text, FORM)
    read_csv(text, FORM, locale=Locale.VI)
    read_csv("row,column,value\n" + text, FORM, locale=Locale.PLAIN)


# --- The command --------------------------------------------------------------------------


@pytest.fixture
def feed(tmp_path, report):
    """Return a function that feeds a file into Tây Ninh's worksheet."""

    def go(text, name="so-lieu.csv", **options):
        (tmp_path / name).write_text(text, encoding="utf-8")
        number = options.pop("number", report.pk)
        call_command("feed", str(number), str(tmp_path / name), **{"username": "lan"} | options)
        return report

    return go


def test_the_command_fills_the_worksheet(feed):
    report = feed(as_csv("covid19,brought_forward,6.150", "covid19,new,97"))

    assert report.figures == {BROUGHT: number(6150), NEW: number(97)}
    cell = report.cells.first()
    assert (cell.origin, cell.source) == (Cell.Origin.FEED, "so-lieu.csv")


def test_the_command_reads_json_by_its_name(feed):
    report = feed(as_json(("covid19", "new", "nil")), name="so-lieu.json")

    assert report.figures == {NEW: NIL}


def test_one_wrong_cell_keeps_the_whole_feed_out(feed):
    with pytest.raises(CommandError) as refusal:
        feed(as_csv("covid19,new,97", "covid19,new,98", "cholera,new,1"))

    assert str(refusal.value).splitlines() == [
        "3\tcovid19!new\tcell-given-twice\t",
        "4\tcholera!new\tno-such-cell\t",
    ]
    assert not Cell.objects.exists()


@pytest.mark.parametrize("options", [{"username": "hoa"}, {"username": "ai"}, {"number": 0}])
def test_a_stranger_feeds_nothing(feed, hoa, options):
    with pytest.raises(CommandError):
        feed(as_csv("covid19,new,97"), **options)

    assert not Cell.objects.exists()
