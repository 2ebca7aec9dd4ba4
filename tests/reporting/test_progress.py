"""Tiến độ: counted of obligations, right at the node that sends and at the one that receives."""

import pytest

from nhip.documents.models import Recipient
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.models import Obligation
from nhip.reporting.queries.progress import groups, history_of, last_day, progress
from nhip.reporting.queries.standing import owed_for
from nhip.reporting.rules.progress import Step, Traces, step_of
from nhip.reporting.rules.states import Stage, Standing
from tests.reporting.country import ADMIN, EVER, NOW, SATURDAY, at, make_unit, obligation_of, owe
from tests.reporting.standing import intake_at, report_at, version_of


def stands(obligation, now=NOW):
    day = last_day(obligation.period)
    lines = owed_for(obligation.regime_id, obligation.period_id, units=None, day=day, now=now)
    return next(one for one in lines if one.obligation_id == obligation.pk)


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        (Stage.EDITING, Step.DRAFT),
        (Stage.RETURNED, Step.DRAFT),
        (Stage.PUT_UP, Step.PUT_UP),
        (Stage.WAITING, Step.PUT_UP),
        (Stage.SEALED, Step.SIGNED),
        (Stage.ISSUED, Step.SENT),
    ],
)
def test_at_the_senders_node_a_report_stands_where_its_worksheet_stands(obligation, stage, step):
    report_at(stage, obligation)

    assert stands(obligation).step == step


@pytest.mark.parametrize(
    ("status", "step"), [("01", Step.RECEIVED), ("02", Step.RETURNED), ("03", Step.ACCEPTED)]
)
def test_at_the_senders_node_the_recipients_say_what_became_of_it(obligation, status, step):
    document = report_at(Stage.ISSUED, obligation).document
    Recipient.objects.create(
        document=document, code="G22", name="VPCP", status=status, status_reason="Sai."
    )

    assert stands(obligation).step == step


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (Standing.RECEIVED, Step.RECEIVED),
        (Standing.RETURNED, Step.RETURNED),
        (Standing.RECEIVED_AGAIN, Step.RECEIVED),
        (Standing.ACCEPTED, Step.ACCEPTED),
        (Standing.DONE, Step.ACCEPTED),
    ],
)
def test_at_the_receiving_node_the_register_says_it(obligation, office, report, standing, step):
    version = version_of(report)
    report.delete()
    intake_at(standing, version, office)

    assert stands(obligation).step == step


@pytest.mark.requirement(28)
def test_nothing_known_is_not_begun(obligation):
    assert stands(obligation).step == Step.NOT_BEGUN


def test_what_is_excluded_counts_nowhere_else(obligation):
    actions.exclude(actor=ADMIN, obligation_id=obligation.pk, reason="Sáp nhập", now=NOW)

    found = progress(obligation.regime_id, obligation.period_id, now=at(23))

    assert (found.frozen, found.excluded, found.must, found.late) == (1, 1, 0, 0)
    assert found.per_cent is None


@pytest.mark.requirement(28)
def test_late_is_measured_against_the_due_time_in_force(obligation):
    actions.extend(
        actor=ADMIN, obligation_id=obligation.pk, due_at=at(12), reason="Mưa lũ", now=NOW
    )

    assert not stands(obligation, now=at(11)).is_late
    assert stands(obligation, now=at(13)).is_late


def test_what_left_after_its_time_was_late_and_is_missing_no_more(obligation):
    report = report_at(Stage.ISSUED, obligation)
    type(report.document).objects.filter(pk=report.document_id).update(sent_at=at(11))

    found = stands(obligation, now=at(12))

    assert (found.is_late, found.was_late) == (False, True)


def test_a_commune_is_counted_with_its_province(obligation, tay_ninh):
    ward = make_unit("H53.1", "Phường 1", "Ủy ban nhân dân phường 1", "commune")
    Placement.objects.create(unit=ward, parent=tay_ninh, valid=EVER)
    Obligation.objects.create(
        regime=obligation.regime,
        period=obligation.period,
        unit=ward,
        tier="commune",
        due_at=at(9),
        frozen_at=NOW,
    )
    day = last_day(obligation.period)
    lines = owed_for(obligation.regime_id, obligation.period_id, units=None, day=day, now=at(9, 30))

    (group,) = groups(lines, day=day)

    assert (group.name, group.tally.must, group.tally.late) == ("Tây Ninh", 2, 1)


def test_the_history_of_a_unit_counts_how_often_it_was_late(obligation, tay_ninh, daily):
    owe("YT.DICH.NGAY", SATURDAY.replace(day=12), SATURDAY.replace(day=13))
    report = report_at(Stage.ISSUED, obligation_of(tay_ninh, "D:2021-08-13"))
    type(report.document).objects.filter(pk=report.document_id).update(sent_at=at(9, day=14))

    past, late = history_of(tay_ninh.pk, regimes=[daily], now=at(9))

    assert [one.owed.step for one in past] == [Step.NOT_BEGUN, Step.SENT, Step.NOT_BEGUN]
    assert late == 1


def test_a_returned_report_has_left():
    assert step_of(Traces(False, "issued", True, "returned")) == Step.RETURNED
