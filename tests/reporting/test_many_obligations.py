"""Cả nước: what 3,400 units owe is one statement, however they are grouped."""

import hashlib

import pytest

from nhip.documents.models import Document
from nhip.files.actions import name
from nhip.organisations.models import Kind, Name, Placement, Unit
from nhip.reporting.models import Intake, Obligation, ObligationChange, Report, ReportVersion
from nhip.reporting.queries.progress import groups, last_day
from nhip.reporting.queries.standing import owed_for
from nhip.reporting.rules.progress import Step, tally
from nhip.reporting.rules.states import Stage, Standing
from tests.reporting.country import EVER, NOW, at

PROVINCES, COMMUNES = 34, 3_366
ARRIVED, BEGUN, EXTENDED, EXCLUDED = 1_200, 800, 300, 40


@pytest.fixture
def country(obligation):
    """34 provinces with 99 communes each, all of which owe the daily report."""
    units = Unit.objects.bulk_create(Unit() for _each in range(PROVINCES + COMMUNES))
    tops, rest = units[:PROVINCES], units[PROVINCES:]
    Name.objects.bulk_create(
        Name(unit=one, name=f"Đơn vị {one.pk}", sort_key=f"{one.pk:09}", valid=EVER)
        for one in units
    )
    Kind.objects.bulk_create(Kind(unit=one, kind="province", valid=EVER) for one in tops)
    Kind.objects.bulk_create(Kind(unit=one, kind="commune", valid=EVER) for one in rest)
    Placement.objects.bulk_create(
        Placement(unit=one, parent=tops[turn % PROVINCES], valid=EVER)
        for turn, one in enumerate(rest)
    )
    frame = {"regime": obligation.regime, "period": obligation.period, "tier": "province"}
    return Obligation.objects.bulk_create(
        Obligation(unit=one, due_at=at(10), frozen_at=NOW, **frame) for one in units
    )


def documents_at(office, many):
    """Return papers in the register of the Government Office, in order."""
    shared = {
        "direction": "in",
        "state": "registered",
        "agency": office,
        "kind": "BC",
        "kind_name": "Báo cáo",
        "notation": "BC",
        "subject": "Báo cáo",
        "author_code": "H53",
        "author_name": "Tây Ninh",
        "file": name("0" * 64, size=0, media_type="application/pdf", now=NOW),
        "created_at": NOW,
        "arrived_at": NOW,
        "arrival_year": 2021,
    }
    return Document.objects.bulk_create(
        Document(arrival_number=turn, **shared) for turn in range(1, many + 1)
    )


def receive(owed, office, form):
    """Let the Government Office have taken in the reports of some units."""
    versions = ReportVersion.objects.bulk_create(
        ReportVersion(
            origin="received",
            regime=one.regime,
            form_version=form,
            unit_id=one.unit_id,
            period=one.period,
            number=1,
            payload=str(one.pk),
            sha256=hashlib.sha256(str(one.pk).encode()).hexdigest(),
            created_at=NOW,
        )
        for one in owed
    )
    Intake.objects.bulk_create(
        Intake(
            version=version,
            agency=office,
            document=document,
            standing=Standing.ACCEPTED,
            received_at=NOW,
            decided_at=NOW,
        )
        for version, document in zip(versions, documents_at(office, len(owed)), strict=True)
    )


@pytest.mark.requirement(14)
def test_what_the_whole_country_owes_is_one_statement(
    country, obligation, office, django_assert_num_queries
):
    form = obligation.regime.form.versions.get()
    receive(country[:ARRIVED], office, form)
    Report.objects.bulk_create(
        Report(obligation=one, form_version=form, stage=Stage.EDITING, opened_at=NOW)
        for one in country[ARRIVED : ARRIVED + BEGUN]
    )
    reason = {"reason": "Mưa lũ", "actor": "system:tests", "changed_at": NOW}
    ObligationChange.objects.bulk_create(
        ObligationChange(obligation=one, kind="extension", due_at=at(12), **reason)
        for one in country[-EXTENDED:]
    )
    ObligationChange.objects.bulk_create(
        ObligationChange(obligation=one, kind="exclusion", **reason)
        for one in country[-EXTENDED - EXCLUDED : -EXTENDED]
    )
    day = last_day(obligation.period)

    with django_assert_num_queries(1):
        found = owed_for(
            obligation.regime_id, obligation.period_id, units=None, day=day, now=at(11)
        )
    with django_assert_num_queries(2):
        under = groups(found, day=day)

    counts, everybody = tally(found), PROVINCES + COMMUNES + 1
    assert (counts.frozen, counts.excluded) == (everybody, EXCLUDED)
    assert (counts.sent, counts.steps[Step.DRAFT]) == (ARRIVED, BEGUN)
    assert counts.late == everybody - EXCLUDED - ARRIVED - EXTENDED
    assert (len(under), under[0].tally.frozen) == (PROVINCES + 1, 100)
