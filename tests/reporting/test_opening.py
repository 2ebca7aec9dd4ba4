"""Lập báo cáo: what is known stands in the worksheet, each figure with its source."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.reporting import actions
from nhip.reporting.actions.opening import PeriodIsNotOpen, SentAlready
from nhip.reporting.queries.reports import complete_figures, findings
from nhip.reporting.rules.figures import NIL, number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.states import Stage
from tests.reporting.country import (
    ADMIN,
    BROUGHT,
    MONTH,
    NEW,
    NOW,
    SATURDAY,
    activate,
    fill,
    load,
    obligation_of,
    owe,
)
from tests.reporting.standing import placed, report_at

CASES = "BYT.DICH.CA"
A_DAY = dt.timedelta(days=1)


def open_one(lan, obligation, now=NOW):
    return actions.open_report(actor=lan, obligation_id=obligation.pk, now=now)


def publish(unit, first, values):
    """Import new cases for days in a row; None is a nil."""
    rows = [
        Fact(CASES, unit.pk, f"D:{first + A_DAY * place}", state=one.state, value=one.number)
        for place, value in enumerate(values)
        for one in [NIL if value is None else number(value)]
    ]
    store(actor=ADMIN, rows=rows, source=Imported("Bộ Y tế", SATURDAY), now=NOW)


@pytest.fixture
def monthly(daily):
    load(forms=["dich-thang"], regimes=["dich-thang"])
    return activate("YT.DICH.THANG")


@pytest.fixture
def month(monthly, tay_ninh):
    """What Tây Ninh owes for the month that ended on 14 August."""
    owe("YT.DICH.THANG", SATURDAY)
    return obligation_of(tay_ninh, MONTH)


@pytest.mark.requirement(17)
def test_a_worksheet_opens_with_the_outline_and_no_figure(lan, obligation):
    report = open_one(lan, obligation)

    assert (report.stage, report.round, report.figures) == (Stage.EDITING, 1, {})
    assert report.texts["tinh-hinh"].startswith("Trong ngày ghi nhận {covid19!new} ca")


def test_opening_it_again_is_the_same_worksheet(lan, obligation):
    assert open_one(lan, obligation) == open_one(lan, obligation)


def test_what_the_day_before_ended_with_is_brought_forward(lan, tay_ninh, obligation):
    owe("YT.DICH.NGAY", SATURDAY - A_DAY)
    before = open_one(lan, obligation_of(tay_ninh, "D:2021-08-13"))
    before = fill(lan, before, brought_forward=6100, new=50)
    sent = placed(before, Stage.ISSUED)

    report = open_one(lan, obligation)

    cell = report.cells.get()
    assert (cell.address, cell.given) == (BROUGHT, number(6150))
    assert cell.source == f"version:{sent.version.sha256}!covid19!cumulative"


def test_without_a_report_of_the_day_before_the_published_series_is_summed(
    lan, tay_ninh, obligation
):
    publish(tay_ninh, dt.date(2021, 4, 27), [*[0] * 108, 97])

    report = open_one(lan, obligation)

    cell = report.cells.get()
    assert (cell.address, cell.given) == (BROUGHT, number(97))
    assert cell.source == f"series:{CASES}:D:2021-04-27..D:2021-08-13:sum"


def test_the_month_is_filled_from_the_days_and_never_typed_again(lan, tay_ninh, month):
    publish(tay_ninh, dt.date(2021, 4, 27), [*[10] * 79, *[2] * 31])

    report = open_one(lan, month)

    assert report.figures == {BROUGHT: number(790), NEW: number(62)}
    assert complete_figures(report)[Address("covid19", "cumulative")] == number(852)
    assert [one for one in findings(report) if one.blocks] == []


@pytest.mark.requirement(17)
def test_one_missing_day_leaves_the_cell_empty(lan, tay_ninh, month):
    publish(tay_ninh, dt.date(2021, 4, 27), [10] * 79)
    publish(tay_ninh, dt.date(2021, 7, 16), [2] * 30)

    assert open_one(lan, month).figures == {BROUGHT: number(790)}


def test_nothing_on_any_day_is_nothing_in_the_month(lan, tay_ninh, month):
    publish(tay_ninh, dt.date(2021, 7, 15), [None] * 31)

    assert open_one(lan, month).figures == {NEW: NIL}


def test_a_day_that_was_only_sent_counts_for_its_own_unit(lan, tay_ninh, month, daily):
    publish(tay_ninh, dt.date(2021, 7, 15), [2] * 30)
    owe("YT.DICH.NGAY", SATURDAY)
    day = open_one(lan, obligation_of(tay_ninh))
    placed(fill(lan, day, brought_forward=0, new=97), Stage.ISSUED)

    assert open_one(lan, month).figures[NEW] == number(157)


def test_an_open_worksheet_takes_up_what_is_sent_later_and_keeps_what_was_entered(
    lan, tay_ninh, month, daily
):
    publish(tay_ninh, dt.date(2021, 4, 27), [*[0] * 79, *[2] * 30])
    owe("YT.DICH.NGAY", SATURDAY)
    sheet = fill(lan, open_one(lan, month), brought_forward=5)
    day = open_one(lan, obligation_of(tay_ninh))
    placed(fill(lan, day, brought_forward=0, new=97), Stage.ISSUED)

    for _twice in range(2):
        actions.fill_on(actor=ADMIN, unit_id=tay_ninh.pk, now=NOW)

    sheet.refresh_from_db()
    assert sheet.figures == {BROUGHT: number(5), NEW: number(157)}
    assert sheet.cells.get(column="new").source.startswith("series:")
    assert sheet.revision == 2


def test_a_figure_published_for_the_window_is_not_asked_again_and_says_so(lan, tay_ninh, month):
    fact = Fact(CASES, tay_ninh.pk, MONTH, value=number(55).number)
    store(actor=ADMIN, rows=[fact], source=Imported("Bộ Y tế", SATURDAY), now=NOW)

    cell = open_one(lan, month).cells.get()

    assert (cell.address, cell.given) == (NEW, number(55))
    assert cell.source == "imported:Bộ Y tế (2021-08-14)"


def test_a_period_that_has_not_begun_cannot_be_reported(lan, daily, tay_ninh):
    owe("YT.DICH.NGAY", SATURDAY + 2 * A_DAY)

    with pytest.raises(PeriodIsNotOpen):
        open_one(lan, obligation_of(tay_ninh, "D:2021-08-16"))


def test_what_was_sent_is_not_opened_again(lan, obligation):
    report_at(Stage.ISSUED, obligation)

    with pytest.raises(SentAlready):
        open_one(lan, obligation)


def test_a_stranger_may_not_open_it(hoa, obligation):
    with pytest.raises(PermissionDenied):
        open_one(hoa, obligation)
