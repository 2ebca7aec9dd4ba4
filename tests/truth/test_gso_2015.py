"""Sự thật: 63 provinces report 2015 through the whole spine, and the country comes out as printed.

Each report is put up, signed by its leader, numbered, sealed, sent over the axis, verified
and taken in, on the day of the demonstration; the totals are then what the General
Statistics Office itself published (tests/truth/published_2015.py).
"""

import csv
import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection, transaction

from nhip.accounts.rules import RoleName
from nhip.config.demo.country import STARTS_AT
from nhip.core import clock
from nhip.documents.models import Recipient
from nhip.indicators.actions import store
from nhip.indicators.queries import DoesNotAdd, Line, rivals, roll_up
from nhip.indicators.rules.facts import Fact, Imported
from nhip.organisations.models import Code
from nhip.reporting import actions
from nhip.reporting.models import Cell, Intake, Obligation, Regime
from nhip.reporting.rules.figures import number
from nhip.signing.models import Verification
from tests.one_node import FOUNDER, PROVINCES, one_node, sign_and_seal, who, work
from tests.truth.published_2015 import (
    ADDS_UP,
    EVERYWHERE,
    NOT_PRINTED,
    POPULATION_PRINTED_AGAIN,
    PRINTED_FOR_SOME,
    RATES,
    RATIOS,
    SUM_OF_ITS_PROVINCES,
)

# The 63 reports travel once, on one worker, whatever the number of workers.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("truth")]

REGIME, LAST_DAY = "TK.GDDS.NAM", dt.date(2015, 12, 31)
SECOND_TABLE = "Average population (Thous. pers.)"
UNBOUND = (None, "")
SECOND_SOURCE = Imported("Diện tích, dân số và mật độ dân số 2015", dt.date(2019, 8, 6))


@pytest.fixture(scope="module")
def provinces(django_db_setup, django_db_blocker, tmp_path_factory):
    """The 63 provinces after all their reports were taken in; by statistical code."""
    with django_db_blocker.unblock(), transaction.atomic():
        folder = tmp_path_factory.mktemp("country")
        with one_node(folder, ministries=(), provinces=PROVINCES):
            report_everything()
            connection.check_constraints()  # once, or each test would do it again
            yield units()
        transaction.set_rollback(True)


def report_everything() -> None:
    """Let every province report what its own row of the printed tables says."""
    regime = Regime.objects.get(code=REGIME)
    now = clock.now()
    actions.generate_obligations(
        actor=FOUNDER, regime_id=regime.pk, first=LAST_DAY, last=LAST_DAY, now=now
    )
    printed, agencies = by_province(), agency_codes()
    owed = {one.unit_id: one for one in Obligation.objects.filter(regime=regime)}
    reports = {
        agencies[unit]: put_up(owed[unit], agencies[unit], printed[code])
        for code, unit in units().items()
    }
    for agency, report in reports.items():
        sign_and_seal(report, agency)
    work()


def put_up(obligation, agency, said):
    """Let a province's reporter fill in its form and put it up."""
    reporter, now = who(RoleName.REPORTER, agency), clock.now()
    report = actions.open_report(actor=reporter, obligation_id=obligation.pk, now=now)
    form = report.form_version.rule
    bindings = {address: form.binding(address) for address in form.inputs}
    meant = {(one.indicator, one.disaggregation): address for address, one in bindings.items()}
    entries = {meant[pair]: number(value) for pair, value in said.items()}
    batch = actions.Batch(entries, report.revision, Cell.Origin.FEED, "Niên giám thống kê 2015")
    actions.enter_cells(actor=reporter, report_id=report.pk, batch=batch, now=now)
    return actions.put_up(actor=reporter, report_id=report.pk, now=now)


def printed_rows():
    file = settings.NHIP_REFERENCE / "series" / "gso-2015.csv"
    with file.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def by_province():
    """Return the printed figures of each province; the second average of population is unbound."""
    found = defaultdict(dict)
    for row in printed_rows():
        pair = row["indicator"], row["disaggregation"]
        pair = UNBOUND if row["column"] == SECOND_TABLE else pair
        found[row["unit"]][pair] = Decimal(row["value"])
    return found


def units():
    codes = Code.objects.filter(scheme="gso", valid__contains=LAST_DAY, unit__in=agency_codes())
    return dict(codes.values_list("value", "unit_id"))


def agency_codes():
    day = STARTS_AT.date()
    codes = Code.objects.filter(scheme="qd20", value__in=PROVINCES, valid__contains=day)
    return dict(codes.values_list("unit_id", "value"))


def total_of(indicator, disaggregation, provinces):
    year = "SY:2015" if indicator.startswith("TCTK.GD.") else "Y:2015"
    return roll_up(indicator, year, provinces.values(), disaggregation=disaggregation)


def test_the_table_names_each_of_the_76_printed_pairs():
    pairs = {(row["table"], row["column"]) for row in printed_rows()}
    named = len(ADDS_UP) + len(PRINTED_FOR_SOME) + 1 + len(RATES) + len(RATIOS) + len(NOT_PRINTED)

    assert len(pairs) == named == 48 + 8 + 1 + 17 + 2


def test_every_province_signed_on_the_day_and_was_taken_in(provinces):
    taken = Intake.objects.filter(version__regime__code=REGIME, standing="accepted")

    assert taken.count() == EVERYWHERE
    assert set(taken.values_list("document__issued_on", flat=True)) == {STARTS_AT.date()}


def test_every_report_bore_three_good_signatures_when_it_arrived(provinces):
    arrived = Intake.objects.values_list("document__file", flat=True)
    verdicts = Verification.objects.filter(file__in=arrived)

    roles = {
        tuple(signature["role"] for signature in one.verdict["signatures"]) for one in verdicts
    }
    assert roles == {("person", "number", "seal")}


def test_every_sender_holds_a_receipt_of_what_it_sent(provinces):
    said = Recipient.objects.values_list("code", "status", "message__statuses__digests_match")

    assert set(said) == {("G22", "03", True)}


@pytest.mark.parametrize(("indicator", "disaggregation", "printed", "count"), ADDS_UP)
def test_what_adds_up_is_what_the_office_printed(
    provinces, indicator, disaggregation, printed, count
):
    total = total_of(indicator, disaggregation, provinces)

    assert total.value == Decimal(printed)
    assert (total.present, total.expected) == (count, EVERYWHERE)


@pytest.mark.parametrize(("indicator", "disaggregation", "printed", "count"), PRINTED_FOR_SOME)
def test_what_is_printed_for_some_provinces_shows_that_coverage(
    provinces, indicator, disaggregation, printed, count
):
    total = total_of(indicator, disaggregation, provinces)

    assert (total.present, total.expected) == (count, EVERYWHERE)
    assert len(total.missing) == EVERYWHERE - count
    assert total.value < Decimal(printed)


@pytest.mark.parametrize("indicator", [indicator for indicator, _printed in RATES] + NOT_PRINTED)
def test_rates_and_indices_are_refused_as_sums(provinces, indicator):
    with pytest.raises(DoesNotAdd):
        total_of(indicator, "", provinces)


@pytest.mark.parametrize(("indicator", "printed"), RATIOS)
def test_density_and_sex_ratio_come_out_as_ratios_of_sums(provinces, indicator, printed):
    assert total_of(indicator, "", provinces).value == Decimal(printed)


def test_the_second_average_of_population_is_a_rival_and_never_added(provinces):
    rows = [
        Fact("TCTK.DS.DANSO", provinces[row["unit"]], "Y:2015", value=Decimal(row["value"]))
        for row in printed_rows()
        if row["column"] == SECOND_TABLE and row["unit"] in provinces
    ]
    stored = store(actor=FOUNDER, rows=rows, source=SECOND_SOURCE, now=clock.now())

    said = rivals(Line("TCTK.DS.DANSO"), ["Y:2015"], provinces.values())
    assert (stored.stored, stored.rivals) == (0, EVERYWHERE)
    assert sum(one.value.number for one in said) == Decimal(SUM_OF_ITS_PROVINCES)
    assert Decimal(POPULATION_PRINTED_AGAIN) - Decimal(SUM_OF_ITS_PROVINCES) == Decimal("0.1")
    assert total_of("TCTK.DS.DANSO", "", provinces).value == Decimal("91709.8")


def test_the_population_of_the_country_stands_on_63_signed_versions(provinces):
    total = total_of("TCTK.DS.DANSO", "", provinces)

    accepted = Intake.objects.in_totals().values_list("version__sha256", flat=True)
    assert set(total.versions) == set(accepted)
    assert (len(total.versions), total.sources) == (EVERYWHERE, ())
