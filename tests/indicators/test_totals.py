"""Tổng hợp: by the indicator's own rule, with coverage, now and as it was."""

import datetime as dt
from decimal import Decimal

import pytest

from nhip.core.web import system
from nhip.indicators import actions
from nhip.indicators.queries import (
    DoesNotAdd,
    DoesNotAddOverTime,
    Line,
    UnknownIndicator,
    board,
    compare,
    comparisons,
    latest,
    over_time,
    roll_up,
    series,
)
from nhip.indicators.rules.calendars import NoSuchPeriod
from nhip.indicators.rules.facts import Fact, Imported, Reported
from nhip.indicators.rules.periods import span
from nhip.indicators.rules.values import State
from nhip.organisations.models import Unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
LATEST = NOW + dt.timedelta(hours=2)
DAY, DAY_BEFORE = "D:2021-08-14", "D:2021-08-13"


def store(rows, version="a", *, replaces=None, now=NOW):
    source = Reported(version * 64, replaces and replaces * 64)
    return actions.store(actor=system("reporting"), rows=rows, source=source, now=now)


def tell(code, numbers, period=DAY, **more):
    """Store one number per unit for an indicator."""
    facts = [Fact(code, unit, period, value=Decimal(number)) for unit, number in numbers.items()]
    return store(facts, **more)


@pytest.mark.requirement(37)
@pytest.mark.fixture_case("T17")
def test_t17_sixty_of_sixty_three_provinces_and_the_three_are_named(dictionary):
    provinces = [unit.pk for unit in Unit.objects.bulk_create(Unit() for _each in range(63))]
    tell("CASES", dict.fromkeys(provinces[:60], 2))

    total = roll_up("CASES", DAY, provinces)

    assert (total.value, total.present, total.expected) == (120, 60, 63)
    assert total.missing == tuple(provinces[60:])


@pytest.mark.requirement(36)
@pytest.mark.fixture_case("T18")
def test_t18_the_rate_of_several_units_is_the_ratio_of_their_sums(units):
    tell("SOLVED", {units[0]: 10, units[1]: 1000})
    tell("LATE", {units[0]: 1, units[1]: 990}, version="b")

    rate = roll_up("ON.TIME", DAY, units[:2])

    assert rate.value == Decimal("1.88")
    assert rate.versions == ("a" * 64, "b" * 64)


def test_a_unit_with_half_a_ratio_is_missing_from_it(units):
    tell("SOLVED", {units[0]: 10, units[1]: 1000})
    tell("LATE", {units[0]: 1}, version="b")

    rate = roll_up("ON.TIME", DAY, units)

    assert (rate.value, rate.present, rate.missing) == (90, 1, (units[1], units[2]))


def test_a_ratio_over_nothing_is_nil_and_not_a_number(units):
    tell("SOLVED", {units[0]: 0})
    tell("LATE", {units[0]: 0}, version="b")

    rate = roll_up("ON.TIME", DAY, units)

    assert (rate.value, rate.state, rate.present) == (None, State.NIL, 1)


@pytest.mark.requirement(36)
def test_prices_are_weighed_and_peaks_are_compared(units):
    tell("PRICE", {units[0]: 10, units[1]: 20})
    tell("SOLVED", {units[0]: 1, units[1]: 3}, version="b")
    tell("PEAK", {units[0]: 7, units[1]: 5}, version="c")

    price, peak = board([Line("PRICE"), Line("PEAK")], DAY, units)

    assert (price.value, peak.value) == (Decimal("17.5"), 7)


@pytest.mark.requirement(36)
def test_what_does_not_add_up_is_refused_with_its_reason(units):
    tell("RATE", {units[0]: 5, units[1]: 7})

    with pytest.raises(DoesNotAdd, match="was made for a test"):
        roll_up("RATE", DAY, units)


def test_on_a_board_it_has_coverage_but_no_value(units):
    tell("RATE", {units[0]: 5, units[1]: 7})

    (line,) = board([Line("RATE")], DAY, units)

    assert (line.adds, line.value, line.present, line.expected) == (False, None, 2, 3)


def test_the_figure_of_one_unit_stands_by_itself(units):
    tell("RATE", {units[0]: 5})

    assert roll_up("RATE", DAY, units[:1]).value == 5


@pytest.mark.fixture_case("T16")
def test_t16_nil_counts_as_an_answer_and_missing_does_not(units):
    store(
        [
            Fact("CASES", units[0], DAY, state=State.NIL),
            Fact("CASES", units[1], DAY, state=State.MISSING),
        ]
    )

    total = roll_up("CASES", DAY, units)

    assert (total.state, total.value) == (State.NIL, None)
    assert (total.units, total.missing) == ((units[0],), (units[1], units[2]))


def test_nil_adds_nothing_to_numbers(units):
    store([Fact("CASES", units[0], DAY, state=State.NIL)])
    tell("CASES", {units[1]: 3}, version="b")

    total = roll_up("CASES", DAY, units)

    assert (total.state, total.value, total.present) == (State.NUMBER, 3, 2)


def test_nobody_answered_yet(units):
    total = roll_up("CASES", DAY, units)

    assert (total.state, total.value, total.present, total.expected) == (State.MISSING, None, 0, 3)


@pytest.mark.requirement(20)
@pytest.mark.fixture_case("T28")
def test_t28_rounding_comes_after_adding_and_goes_half_up(units):
    tell("CASES", {units[0]: "0.25", units[1]: "0.25", units[2]: "2"})

    assert roll_up("CASES", DAY, units).value == 3


@pytest.mark.requirement(38)
@pytest.mark.fixture_case("T26")
def test_t26_the_past_can_be_shown_as_it_was_and_says_it_is_stale(units):
    tell("CASES", {units[0]: 97, units[1]: 3})
    tell("CASES", {units[0]: 90, units[1]: 3}, version="b", replaces="a", now=LATER)

    then, now = (roll_up("CASES", DAY, units, as_of=moment) for moment in (NOW, LATER))

    assert (then.value, then.versions, then.stale) == (100, ("a" * 64,), True)
    assert (now.value, now.versions, now.stale) == (93, ("b" * 64,), False)
    assert roll_up("CASES", DAY, units) == now


@pytest.mark.requirement(29)
def test_a_returned_report_leaves_the_total_but_not_the_past(units):
    tell("CASES", {units[0]: 97})
    tell("CASES", {units[1]: 3}, version="b")
    actions.withdraw(actor=system("reporting"), version_sha256="a" * 64, now=LATER)

    assert roll_up("CASES", DAY, units).value == 3
    assert roll_up("CASES", DAY, units, as_of=NOW).value == 100


@pytest.mark.requirement(38)
def test_a_total_carries_window_time_of_acceptance_and_source(units):
    tell("CASES", {units[0]: 97})
    yearbook = Imported("Yearbook", dt.date(2019, 8, 6))
    rows = [Fact("CASES", units[1], DAY, value=Decimal(3))]
    actions.store(actor=system("test"), rows=rows, source=yearbook, now=LATER)

    total = roll_up("CASES", DAY, units)

    assert (total.versions, total.sources) == (("a" * 64,), ("Yearbook, 2019-08-06",))
    assert total.accepted_at == LATER
    assert total.period.ends_at.isoformat() == "2021-08-15T00:00:00+07:00"


def test_a_board_of_many_lines_is_answered_by_the_same_statements(units, django_assert_num_queries):
    tell("CASES", dict.fromkeys(units, 1))
    lines = [Line("CASES"), Line("CASES", "sex=F"), Line("SOLVED"), Line("ON.TIME"), Line("RATE")]

    with django_assert_num_queries(4):
        assert [total.value for total in board(lines, DAY, units)] == [3, None, None, None, None]


def test_measures_and_groups_are_kept_apart(units):
    store(
        [
            Fact("CASES", units[0], DAY, value=Decimal(1)),
            Fact("CASES", units[0], DAY, "sex=F|age=0-4", value=Decimal(2)),
            Fact("CASES", units[0], DAY, measure="cumulative", value=Decimal(3)),
            Fact("CASES", units[0], DAY, vintage="estimate", value=Decimal(4)),
        ]
    )
    lines = [
        Line("CASES"),
        Line("CASES", "sex=F|age=0-4"),
        Line("CASES", measure="cumulative"),
        Line("CASES", vintage="estimate"),
    ]

    assert [total.value for total in board(lines, DAY, units)] == [1, 2, 3, 4]


def test_a_comparison_is_over_the_units_present_in_both(units):
    tell("CASES", {units[0]: 100, units[1]: 50}, period=DAY_BEFORE)
    tell("CASES", {units[0]: 110, units[2]: 7}, version="b")

    compared = compare(Line("CASES"), DAY, DAY_BEFORE, units)

    assert (compared.now.value, compared.then.value) == (110, 100)
    assert (compared.difference, compared.percent) == (10, 110)
    assert compared.left_out == (units[1], units[2])


def test_each_line_is_compared_over_the_units_that_it_has_in_both(units):
    lines = [Line("CASES"), Line("CASES", "sex=F|age=0-4")]
    tell("CASES", {units[0]: 100, units[1]: 50}, period=DAY_BEFORE)
    tell("CASES", {units[0]: 110, units[2]: 7}, version="b")
    for version, period, number in (("c", DAY_BEFORE, 3), ("d", DAY, 8)):
        rows = [Fact("CASES", units[2], period, "sex=F|age=0-4", value=Decimal(number))]
        store(rows, version)

    found = comparisons(lines, span(DAY), [span(DAY_BEFORE)], units)

    assert [(one.now.value, one.then.value) for (one,) in found] == [(110, 100), (8, 3)]
    assert [one.left_out for (one,) in found] == [(units[1], units[2]), (units[0], units[1])]


def test_a_series_has_one_total_per_period_by_one_statement(units, django_assert_max_num_queries):
    tell("CASES", {units[0]: 1, units[1]: 2}, period=DAY_BEFORE)
    tell("CASES", {units[0]: 10}, version="b")
    spans = [span(DAY_BEFORE), span(DAY)]

    with django_assert_max_num_queries(3):  # with the dictionary and its terms
        found = series(Line("CASES"), spans, units)

    assert [(one.value, one.present) for one in found] == [(3, 2), (10, 1)]


def test_nothing_can_be_compared_with_nothing(units):
    compared = compare(Line("CASES"), DAY, DAY_BEFORE, units)

    assert (compared.difference, compared.percent) == (None, None)


def test_days_make_a_month_and_missing_days_are_named(units):
    tell("CASES", {units[0]: 1, units[1]: 2}, period=DAY_BEFORE)
    tell("CASES", {units[0]: 10}, version="b")

    found = over_time(Line("CASES"), [DAY_BEFORE, DAY], units)

    assert (found[units[0]].value, found[units[0]].missing) == (11, ())
    assert (found[units[1]].value, found[units[1]].missing) == (2, (DAY,))
    assert (found[units[2]].value, found[units[2]].state) == (None, State.MISSING)


def test_a_stock_over_time_is_the_last_and_so_is_a_cumulative_figure(units):
    for version, key, number in (("a", DAY, 9), ("b", DAY_BEFORE, 5)):
        rows = [
            Fact("PENDING", units[0], key, value=Decimal(number)),
            Fact("CASES", units[0], key, measure="cumulative", value=Decimal(number)),
        ]
        store(rows, version)

    for line in (Line("PENDING"), Line("CASES", measure="cumulative")):
        assert over_time(line, [DAY_BEFORE, DAY], units)[units[0]].value == 9


def test_a_rate_over_time_is_refused(units):
    with pytest.raises(DoesNotAddOverTime):
        over_time(Line("RATE"), [DAY], units)


def test_the_latest_period_with_figures(units):
    tell("CASES", {units[0]: 1}, period=DAY_BEFORE)
    tell("CASES", {units[0]: 1}, version="b")

    assert str(latest("CASES", units, calendar="D")) == DAY
    assert latest("CASES", units, calendar="M") is None


def test_an_unknown_indicator_and_an_unknown_period_are_said_to_be_so(units):
    with pytest.raises(UnknownIndicator, match=r"NO\.SUCH"):
        roll_up("NO.SUCH", DAY, units)
    for key in ("X:1", "D:2021-02-30"):
        with pytest.raises(NoSuchPeriod):
            roll_up("CASES", key, units)
