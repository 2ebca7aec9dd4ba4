"""Dòng lặp: lists and rows by unit become rows of one report; words are never figures."""

import pytest

from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.reporting.rules.figures import MISSING, NIL, number, written
from nhip.reporting.rules.forms import Address, FormIsWrong
from nhip.reporting.rules.rosters import Line, NotARoster, as_sent, rosters_of, spread
from tests.reporting.lists import PEOPLE, SPECIFICATION, list_form, person, with_people

ALL, DEAD, LISTED = Address("all", "aid"), Address("dead", "n"), Address("listed", "n")
AID_DEAD = Address("aid_dead", "aid")
TWO = person("a", "Nguyễn Văn A", "dead", 30) | person("b", "Trần Thị B", "injured", "12.5")


def worked_out(form, figures):
    return compute(form, Sheets(now=figures))


def codes(form, figures):
    return [(one.code, one.row, one.column) for one in find(form, Sheets(now=figures))]


@pytest.mark.requirement(8)
def test_a_list_becomes_rows_in_the_place_of_the_one_that_is_repeated():
    form = with_people("a", "b")

    assert [row.code for row in form.rows][:3] == ["all", "people.a", "people.b"]
    assert [row.number for row in form.rows][1:3] == ["1", "2"]
    assert list(form.children("all")) == ["people.a", "people.b"]
    assert Address("people.b", "n") not in form.open


@pytest.mark.requirement(8)
def test_totals_are_derived_from_the_cases_of_a_register():
    figures = worked_out(with_people("a", "b"), TWO)

    assert figures[ALL] == number("42.5")
    assert figures[DEAD] == number(1)
    assert figures[LISTED] == number(2)
    assert figures[AID_DEAD] == number(30)


def test_one_row_that_has_not_answered_makes_the_count_of_an_answer_missing():
    figures = worked_out(with_people("a", "b"), TWO | {Address("people.b", "fate"): MISSING})

    assert figures[DEAD] == MISSING
    assert figures[LISTED] == number(2)


def test_of_answers_nobody_gave_there_are_none():
    figures = worked_out(with_people("b"), person("b", "B", "injured", 1))

    assert (figures[DEAD], figures[AID_DEAD]) == (number(0), number(0))


@pytest.mark.requirement(8, 16)
def test_an_empty_list_is_missing_until_somebody_says_that_nothing_arose():
    form = list_form()
    nil = {Address("people", column): NIL for column in ("name", "day", "fate", "aid")}

    nobody_said, nothing_arose = worked_out(form, {}), worked_out(form, nil)

    assert [nobody_said[one] for one in (ALL, DEAD, LISTED, AID_DEAD)] == [MISSING] * 4
    assert [nothing_arose[one] for one in (ALL, DEAD, LISTED, AID_DEAD)] == [NIL] * 4
    assert ("figure-is-missing", "people", "name") in codes(form, nobody_said)
    assert codes(form, nothing_arose) == []


def test_a_list_without_rows_takes_no_other_answer_than_nil():
    assert ("no-rows-yet", "people", "aid") in codes(
        list_form(), {Address("people", "aid"): number(1)}
    )


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        (Address("people.a", "name"), number(1), "not-an-answer"),
        (Address("people.a", "aid"), written("30"), "not-a-number"),
        (Address("people.a", "fate"), written("lost"), "not-an-answer"),
        (Address("people.a", "day"), written("31/02/2021"), "not-an-answer"),
        (Address("people.a", "day"), written("2021-02-31"), "not-an-answer"),
        (Address("people.a", "name"), written("A" * 41), "not-an-answer"),
        (Address("people.a", "name"), written("Nguye\u0302n"), "not-an-answer"),
    ],
)
def test_words_and_numbers_keep_to_their_columns(cell, value, fault):
    form = with_people("a")

    assert (fault, *cell) in codes(form, person("a", "A", "dead", 1) | {cell: value})


def test_a_register_that_is_filled_in_is_found_right():
    form = with_people("a", "b")

    assert codes(form, worked_out(form, TWO)) == []


@pytest.mark.parametrize(
    "keys",
    [("a", "a"), ("a b",), ("",), ("a!b",), (".a",), tuple("abcdef")],
    ids=["twice", "blank", "empty", "sign", "dot", "too many"],
)
def test_a_roster_has_few_keys_and_each_of_them_once(keys):
    with pytest.raises(NotARoster):
        with_people(*keys)


def test_the_rosters_of_a_form_are_read_back_from_it():
    assert rosters_of(with_people("b", "a")) == {"people": (Line("b"), Line("a"))}
    assert rosters_of(list_form()) == {"people": ()}


def test_the_same_roster_gives_the_very_same_form():
    form = list_form()

    assert with_people("a", form=form) is with_people("a", form=form)
    assert spread(form, {}) is form


@pytest.mark.requirement(57)
def test_what_is_personal_is_closed_in_what_is_sent():
    sent = as_sent(with_people("a"))

    assert Address("people.a", "name") not in sent.open
    assert Address("people.a", "fate") in sent.open


@pytest.mark.requirement(57)
def test_what_the_law_says_is_sent_is_sent():
    columns = [{**SPECIFICATION["columns"][0], "sent_by": "TT 1/2021"}]

    sent = as_sent(with_people("a", form=list_form(columns=columns + SPECIFICATION["columns"][1:])))

    assert Address("people.a", "name") in sent.open


def other_row(code, **parts):
    rows = [{**row, **parts} if row["code"] == code else row for row in SPECIFICATION["rows"]]
    return {"rows": rows}


def other_column(code, **parts):
    columns = SPECIFICATION["columns"]
    return {"columns": [{**one, **parts} if one["code"] == code else one for one in columns]}


@pytest.mark.parametrize(
    "changes",
    [
        other_row("people", repeat="often"),
        other_row("people", repeat={"list": 0}),
        other_row("people", formula="1"),
        other_row("people", heading=True),
        other_row("people", columns=[]),
        other_row("people", columns=["nowhere"]),
        other_row("people", bind={"indicator": "X"}, columns=["n"]),
        other_row("dead", parent="people"),
        other_row("dead", formula="count(dead)"),
        other_row("dead", formula="count(people, fate = lost)"),
        other_row("dead", formula="count(people, aid = dead)"),
        other_row("dead", formula="count(people, n = dead)"),
        other_row("dead", formula="total(people!name)"),
        other_row("dead", formula="people!aid"),
        other_row("dead", formula="people!name"),
        other_row("dead", formula="sum(people:dead)"),
        other_column("fate", choices=[]),
        other_column("fate", choices=[{"code": "a b", "label": "x"}]),
        other_column("fate", personal=True),
        other_column("aid", personal=True),
        other_column("name", formula="1"),
        other_column("name", longest=100_000),
        other_column("name", bind={"indicator": "X"}),
        {"outline": [{"code": "s", "heading": "S", "text": "{people!aid}"}]},
        other_column("aid", formula="prev(aid)"),
    ],
    ids=str,
)
def test_a_form_that_no_report_could_follow_is_refused(changes):
    with pytest.raises(FormIsWrong):
        list_form(**changes)


def test_a_repeated_row_says_of_what_it_is_repeated_by():
    commune = {**PEOPLE, "repeat": {"units": "commune"}, "columns": ["aid"]}
    form = list_form(rows=[SPECIFICATION["rows"][0], commune], columns=SPECIFICATION["columns"][3:])

    rows = spread(form, {"people": (Line("25456", "Phường 1"),)}).rows

    assert (rows[1].label, rows[1].of_unit) == ("Phường 1", ("gso", "25456"))
