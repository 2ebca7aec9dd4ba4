"""Gia hạn: a unit asks, who receives the report decides, the due time moves by a dated row."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions.extensions import AskedAlready, DecidedAlready, DueAlready
from nhip.reporting.actions.obligations import (
    AlreadySent,
    EarlierThanBefore,
    PeriodIsClosed,
    ReasonIsMissing,
)
from nhip.reporting.models import ExtensionRequest, Notice, Obligation
from nhip.reporting.rules.states import Stage, Standing
from tests.reporting.country import ADMIN, NOW, at, make_person, make_unit
from tests.reporting.standing import intake_at, report_at, version_of

pytestmark = pytest.mark.requirement(48)
LATER = at(10, day=17)
NINE = at(9)


@pytest.fixture
def quang(office):
    """Quang keeps the register of the Government Office, which receives the report."""
    return make_person("quang", "Đỗ Quang", "registry", office)


def ask(actor, obligation, until=LATER, reason="Mất điện toàn tỉnh", now=NOW):
    return actions.ask_extension(
        actor=actor, obligation_id=obligation.pk, until=until, reason=reason, now=now
    )


def grant(actor, asked, until=LATER, now=NINE):
    return actions.grant_extension(actor=actor, request_id=asked.pk, until=until, now=now)


def due_of(obligation):
    return Obligation.objects.in_force().get(pk=obligation.pk).due_now_at


def test_a_request_waits_and_moves_nothing(lan, obligation):
    asked = ask(lan, obligation)

    assert (asked.answer, asked.until) == ("", LATER)
    assert due_of(obligation) == at(10)
    assert Event.objects.get(name="reporting.extension.asked").data["reason"] == asked.reason


def test_what_is_granted_moves_the_due_time_and_reminders_follow(lan, quang, obligation):
    asked = grant(quang, ask(lan, obligation))

    assert (asked.answer, asked.decided_by) == ("granted", quang.ref)
    assert due_of(obligation) == LATER
    assert not Obligation.objects.late(now=at(11)).exists()
    actions.remind(actor=ADMIN, now=at(10))
    assert not Notice.objects.exists()
    actions.remind(actor=ADMIN, now=at(8, day=17))
    assert Notice.objects.get().due_at == LATER


def test_who_decides_may_grant_less_than_was_asked(lan, quang, obligation):
    grant(quang, ask(lan, obligation), until=at(15))

    assert due_of(obligation) == at(15)


def test_a_refusal_says_why_and_moves_nothing(lan, quang, obligation):
    asked = ask(lan, obligation)
    with pytest.raises(ReasonIsMissing):
        actions.refuse_extension(actor=quang, request_id=asked.pk, reason=" ", now=at(9))

    refused = actions.refuse_extension(
        actor=quang, request_id=asked.pk, reason="Số liệu đã có.", now=at(9)
    )

    assert (refused.answer, refused.answer_reason) == ("refused", "Số liệu đã có.")
    assert due_of(obligation) == at(10)


def test_a_request_nobody_decided_runs_out_when_the_report_is_due(lan, quang, obligation):
    asked = ask(lan, obligation)

    assert actions.expire_extensions(actor=ADMIN, now=at(9, 59)) == 0
    assert actions.expire_extensions(actor=ADMIN, now=at(10)) == 1
    assert actions.expire_extensions(actor=ADMIN, now=at(10)) == 0
    asked.refresh_from_db()
    assert asked.answer == "expired"
    assert Event.objects.filter(name="reporting.extension.expired").count() == 1


def test_what_was_due_meanwhile_cannot_be_decided_before_the_minute_strikes(lan, quang, obligation):
    with pytest.raises(DecidedAlready):
        grant(quang, ask(lan, obligation), now=at(10))


def test_a_request_is_decided_once(lan, quang, obligation):
    asked = grant(quang, ask(lan, obligation))

    with pytest.raises(DecidedAlready):
        actions.refuse_extension(actor=quang, request_id=asked.pk, reason="khác", now=at(9))


def test_one_request_waits_at_a_time(lan, obligation):
    asked = ask(lan, obligation)

    with pytest.raises(AskedAlready):
        ask(lan, obligation, until=at(10, day=18))
    asked.pk = None
    with (
        pytest.raises(IntegrityError, match="one_request_for_more_time_is_open_at_a_time"),
        transaction.atomic(),
    ):
        asked.save(force_insert=True)


def test_more_time_is_asked_for_with_a_reason_before_the_time_is_up(lan, obligation):
    with pytest.raises(ReasonIsMissing):
        ask(lan, obligation, reason="  ")
    with pytest.raises(EarlierThanBefore, match="10:00 15/08/2021"):
        ask(lan, obligation, until=at(9))
    with pytest.raises(DueAlready, match="10:00 15/08/2021"):
        ask(lan, obligation, now=at(10))


def test_what_has_left_needs_no_more_time(lan, obligation):
    report_at(Stage.ISSUED, obligation)

    with pytest.raises(AlreadySent):
        ask(lan, obligation)


def test_strangers_neither_ask_nor_decide(lan, hoa, thu, obligation):
    for person in (hoa, thu):
        with pytest.raises(PermissionDenied):
            ask(person, obligation)
    asked = ask(lan, obligation)

    for person in (hoa, lan):
        with pytest.raises(PermissionDenied):
            grant(person, asked)
        with pytest.raises(PermissionDenied):
            actions.refuse_extension(actor=person, request_id=asked.pk, reason="x", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.expire_extensions(actor=lan, now=NOW)
    assert ExtensionRequest.objects.get().answer == ""


@pytest.mark.requirement(46)
def test_who_receives_the_report_excludes_a_unit_and_brings_it_back(quang, lan, obligation):
    said = {"obligation_id": obligation.pk, "now": NOW}
    with pytest.raises(ReasonIsMissing):
        actions.exclude(actor=quang, reason="", **said)
    with pytest.raises(PermissionDenied):
        actions.exclude(actor=lan, reason="Sáp nhập", **said)

    actions.exclude(actor=quang, reason="Sáp nhập", **said)
    assert not Obligation.objects.counted().exists()

    actions.restore(actor=quang, reason="Nhầm đơn vị", **said)
    assert Obligation.objects.counted().count() == 1


@pytest.mark.requirement(46)
def test_once_the_period_is_closed_nobody_is_taken_out_of_it(quang, obligation, report, office):
    other = make_unit("H26", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")
    fresh = Obligation.objects.create(
        regime=obligation.regime,
        period=obligation.period,
        unit=other,
        tier="province",
        due_at=at(10),
        frozen_at=NOW,
    )
    intake_at(Standing.DONE, version_of(report), office)

    with pytest.raises(PeriodIsClosed):
        actions.exclude(actor=quang, obligation_id=fresh.pk, reason="Sáp nhập", now=NOW)


@pytest.mark.requirement(46)
def test_the_successor_owes_what_is_handed_on_by_the_time_in_force(quang, obligation):
    heir = make_unit("H98", "Đơn vị mới", "Ủy ban nhân dân đơn vị mới", "province")
    actions.extend(actor=quang, obligation_id=obligation.pk, due_at=LATER, reason="thử", now=NOW)

    owed = actions.transfer(
        actor=quang, obligation_id=obligation.pk, successor_id=heir.pk, reason="Sáp nhập", now=NOW
    )

    assert (owed.unit, owed.due_at) == (heir, LATER)
    assert list(Obligation.objects.counted()) == [owed]
