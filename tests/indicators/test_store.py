"""Nhận và rút số liệu: append-only, one source per key, nothing merged, nothing rewritten."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from nhip.core.web import system
from nhip.events.models import Event
from nhip.indicators import actions
from nhip.indicators.actions.figures import NothingStored, VersionWithdrawn
from nhip.indicators.actions.resolution import UnreadableFacts
from nhip.indicators.models import Delivery, Observation, Rival
from nhip.indicators.queries import Line, history, observations, rivals
from nhip.indicators.rules.facts import Fact, Imported, Reported
from nhip.indicators.rules.values import NIL, State, of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
DAY = "D:2021-08-14"
FIRST, SECOND, OTHER = Reported("a" * 64), Reported("b" * 64, replaces="a" * 64), Reported("c" * 64)
YEARBOOK = Imported("Yearbook", dt.date(2019, 8, 6))


def fact(unit, value, code="CASES", **more):
    return Fact(code, unit, DAY, value=Decimal(value), **more)


def store(rows, source=FIRST, now=NOW):
    return actions.store(actor=system("reporting"), rows=rows, source=source, now=now)


def current(unit, code="CASES", group=""):
    (seen,) = observations(Line(code, group), [DAY], [unit])
    return seen


def test_figures_are_stored_with_their_provenance(units):
    result = store([fact(unit, 97) for unit in units])

    assert result == actions.Stored(stored=3, superseded=0, rivals=0, unchanged=0)
    seen = current(units[0])
    assert (seen.value, seen.version, seen.source) == (of(Decimal(97)), "a" * 64, "")
    assert (seen.accepted_at, seen.starts_at.isoformat()) == (NOW, "2021-08-13T17:00:00+00:00")


def test_storing_leaves_an_event_that_names_the_version(units):
    store([fact(units[0], 97)])

    event = Event.objects.get(name=actions.STORED)
    assert event.data == {
        "version": "a" * 64, "replaces": None,
        "stored": 1, "superseded": 0, "rivals": 0, "unchanged": 0,
    }  # fmt: skip


def test_a_stranger_may_not_store(hoa, units):
    with pytest.raises(PermissionDenied):
        actions.store(actor=hoa, rows=[fact(units[0], 97)], source=FIRST, now=NOW)

    assert not Observation.objects.exists()


def test_the_same_version_twice_changes_nothing(units):
    store([fact(unit, 97) for unit in units])

    again = store([fact(unit, 97) for unit in units], now=LATER)

    assert again == actions.Stored(stored=0, superseded=0, rivals=0, unchanged=3)
    assert Observation.objects.count() == 3
    assert Delivery.objects.count() == 1


def test_a_new_version_supersedes_the_whole_of_the_one_it_replaces(units):
    store([fact(units[0], 97), fact(units[1], 5)])

    result = store([fact(units[0], 98)], SECOND, LATER)

    assert result == actions.Stored(stored=1, superseded=2, rivals=0, unchanged=0)
    assert current(units[0]).version == "b" * 64
    assert observations(Line("CASES"), [DAY], [units[1]]) == []


@pytest.mark.requirement(33)
@pytest.mark.fixture_case("T22")
def test_t22_the_first_figure_stays_readable_after_a_correction(units):
    store([fact(units[0], 97)])
    store([fact(units[0], 98)], SECOND, LATER)

    told = [
        (seen.value.number, seen.superseded_at) for seen in history(Line("CASES"), DAY, units[0])
    ]

    assert told == [(97, LATER), (98, None)]


@pytest.mark.requirement(40)
def test_a_second_report_for_the_same_key_is_a_rival_and_never_merged(units):
    store([fact(units[0], 97), fact(units[1], 5)])

    result = store([fact(units[0], 100)], OTHER, LATER)

    assert result == actions.Stored(stored=0, superseded=0, rivals=1, unchanged=0)
    assert current(units[0]).value == of(Decimal(97))
    (rival,) = rivals(Line("CASES"), [DAY], units)
    assert (rival.value, rival.version) == (of(Decimal(100)), "c" * 64)


def test_a_rival_told_twice_is_one_rival(units):
    store([fact(units[0], 97)])
    store([fact(units[0], 100)], OTHER, LATER)

    store([fact(units[0], 100)], OTHER, LATER)

    assert Rival.objects.count() == 1


def test_a_signed_report_takes_the_place_of_an_imported_figure(units):
    store([fact(units[0], 90)], YEARBOOK)

    result = store([fact(units[0], 97)], FIRST, LATER)

    assert result == actions.Stored(stored=1, superseded=1, rivals=0, unchanged=0)
    assert current(units[0]).version == "a" * 64
    (rival,) = rivals(Line("CASES"), [DAY], units)
    assert (rival.value, rival.source) == (of(Decimal(90)), "Yearbook")


@pytest.mark.requirement(40)
def test_an_imported_figure_beside_a_signed_one_is_a_rival(units):
    store([fact(units[0], 97)])

    assert store([fact(units[0], 90)], YEARBOOK, LATER).rivals == 1
    assert current(units[0]).value == of(Decimal(97))


def test_an_imported_figure_names_its_source_and_no_version(units):
    store([fact(units[0], 90)], YEARBOOK)

    seen = current(units[0])
    assert (seen.version, seen.source, seen.source_date) == (None, "Yearbook", dt.date(2019, 8, 6))


def test_a_newer_edition_of_a_series_restates_only_what_changed(units):
    store([fact(units[0], 90), fact(units[1], 5)], YEARBOOK)

    newer = dataclasses.replace(YEARBOOK, source_date=dt.date(2020, 1, 1))
    result = store([fact(units[0], 91), fact(units[1], 5)], newer, LATER)

    assert result == actions.Stored(stored=1, superseded=1, rivals=0, unchanged=1)


def test_an_older_edition_of_a_series_changes_nothing(units):
    store([fact(units[0], 90)], YEARBOOK)

    older = dataclasses.replace(YEARBOOK, source_date=dt.date(2018, 1, 1))

    assert store([fact(units[0], 91)], older, LATER).unchanged == 1
    assert current(units[0]).value == of(Decimal(90))


@pytest.mark.requirement(16)
@pytest.mark.fixture_case("T16")
def test_t16_missing_nil_and_zero_stay_three_things_in_the_database(units):
    store(
        [
            Fact("CASES", units[0], DAY, state=State.MISSING),
            Fact("CASES", units[1], DAY, state=State.NIL),
            fact(units[2], 0),
        ]
    )

    found = [seen.value for seen in observations(Line("CASES"), [DAY], units)]

    assert [value.state for value in found] == [State.MISSING, State.NIL, State.NUMBER]
    assert (found[1], found[2].number) == (NIL, 0)


def test_a_number_keeps_the_digits_it_was_given(units):
    store([fact(units[0], "97"), fact(units[1], "1E+3"), fact(units[2], "0.10")])

    told = [str(seen.value.number) for seen in observations(Line("CASES"), [DAY], units)]

    assert told == ["97", "1000", "0.10"]


def test_the_two_orders_of_a_disaggregation_are_one_cell(units):
    store([fact(units[0], 7, disaggregation="sex=F|age=0-4")])

    assert current(units[0], group="age=0-4|sex=F").value == of(Decimal(7))


def test_everything_unknown_is_listed_at_once_and_nothing_is_stored(units):
    rows = [
        fact(units[0], 1, code="NO.SUCH"),
        fact(units[0], 1, disaggregation="sex=X"),
        fact(units[0], 1, disaggregation="rubbish"),
        fact(999_999, 1),
        Fact("CASES", units[0], "D:2021-02-30", value=Decimal(1)),
        Fact("CASES", units[0], DAY, measure="guess", vintage="fresh", state="perhaps"),
        Fact("CASES", units[0], DAY, state=State.NIL, value=Decimal(0)),
        fact(units[0], "NaN"),
    ]

    with pytest.raises(UnreadableFacts) as refusal:
        store(rows)

    assert sorted(str(finding) for finding in refusal.value.facts["findings"]) == [
        "disaggregation: CASES rubbish",
        "disaggregation: CASES sex=X",
        "indicator: NO.SUCH",
        "measure: guess",
        "period: D:2021-02-30",
        "state: perhaps",
        "unit: 999999",
        "value: NaN",
        "value: nil with a number",
        "vintage: fresh",
    ]
    assert not Observation.objects.exists()


def test_a_key_named_twice_in_one_delivery_is_refused(units):
    twice = [
        fact(units[0], 1, disaggregation="sex=F|age=0-4"),
        fact(units[0], 2, disaggregation="age=0-4|sex=F"),
    ]

    with pytest.raises(UnreadableFacts, match="repeated: CASES"):
        store(twice)


def test_a_withdrawn_version_leaves_at_once_and_its_history_stays(units):
    store([fact(unit, 97) for unit in units])

    left = actions.withdraw(actor=system("reporting"), version_sha256="a" * 64, now=LATER)

    assert left == 3
    assert observations(Line("CASES"), [DAY], units) == []
    assert history(Line("CASES"), DAY, units[0])[0].superseded_at == LATER
    assert Event.objects.get(name=actions.WITHDRAWN).data["figures"] == 3


def test_withdrawing_twice_changes_nothing(units):
    store([fact(units[0], 97)])
    actions.withdraw(actor=system("reporting"), version_sha256="a" * 64, now=NOW)

    assert actions.withdraw(actor=system("reporting"), version_sha256="a" * 64, now=LATER) == 0
    assert Event.objects.filter(name=actions.WITHDRAWN).count() == 1


def test_a_withdrawn_version_cannot_come_back(units):
    store([fact(units[0], 97)])
    actions.withdraw(actor=system("reporting"), version_sha256="a" * 64, now=NOW)

    with pytest.raises(VersionWithdrawn):
        store([fact(units[0], 97)], now=LATER)


def test_a_new_version_may_replace_a_withdrawn_one(units):
    store([fact(units[0], 97)])
    actions.withdraw(actor=system("reporting"), version_sha256="a" * 64, now=NOW)

    assert store([fact(units[0], 98)], SECOND, LATER).stored == 1


def test_only_what_was_stored_can_be_withdrawn(dictionary):
    with pytest.raises(NothingStored):
        actions.withdraw(actor=system("reporting"), version_sha256="f" * 64, now=NOW)


def test_a_stranger_may_not_withdraw(hoa, units):
    store([fact(units[0], 97)])

    with pytest.raises(PermissionDenied):
        actions.withdraw(actor=hoa, version_sha256="a" * 64, now=NOW)


def test_no_facts_are_a_delivery_without_figures(dictionary):
    assert store([]) == actions.Stored(stored=0, superseded=0, rivals=0, unchanged=0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_observation SET value = 1",
        "UPDATE indicators_observation SET value = 1, superseded_at = now()",
        "UPDATE indicators_observation SET accepted_at = now()",
        "DELETE FROM indicators_observation",
        "TRUNCATE indicators_observation",
        "UPDATE indicators_rival SET state = 'nil', value = NULL",
        "UPDATE indicators_delivery SET version_sha256 = repeat('f', 64)",
        "DELETE FROM indicators_delivery",
    ],
)
def test_the_database_itself_refuses_to_rewrite(units, statement):
    store([fact(units[0], 97)])
    store([fact(units[0], 99)], OTHER)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def test_a_figure_is_superseded_only_once(units):
    store([fact(units[0], 97)])
    store([fact(units[0], 98)], SECOND, LATER)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Observation.objects.filter(superseded_at=LATER).update(superseded_at=None)


def test_the_number_of_statements_does_not_grow_with_the_facts(
    units, django_assert_max_num_queries
):
    rows = [
        fact(unit, 1, disaggregation=group) for unit in units for group in ("", "sex=F", "sex=M")
    ]

    with django_assert_max_num_queries(24):
        store(rows)
