"""Đôn đốc: who receives a report reminds who owes it, once an hour, and the log says how."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions.urging import (
    DutyIsIncomplete,
    EndsBeforeItBegins,
    NoteIsMissing,
    NothingToUrge,
    SomebodyIsOnDuty,
    UrgedLately,
)
from nhip.reporting.models import Acknowledgement, Duty, Obligation, Urge
from nhip.reporting.queries.following import regimes_followed, units_followed
from nhip.reporting.rules.states import Stage, Standing
from tests.reporting.country import ADMIN, EVER, NOW, at, make_person, make_unit
from tests.reporting.standing import intake_at, report_at, version_of


@pytest.fixture
def quang(office):
    """Quang keeps the register of the Government Office, which receives the report."""
    return make_person("quang", "Đỗ Quang", "registry", office)


def urge(actor, obligation, now=NOW):
    return actions.urge(actor=actor, obligation_id=obligation.pk, now=now)


def put_on_duty(unit, name="Trực ban", telephone="000 0000 053", valid=EVER, actor=ADMIN):
    return actions.put_on_duty(
        actor=actor, unit_id=unit.pk, name=name, telephone=telephone, valid=valid, now=NOW
    )


def test_a_unit_of_this_node_reads_the_reminder_in_its_work(
    settings, quang, obligation, office, lan, hoa
):
    settings.NHIP_AGENCIES = ["H53"]

    said = urge(quang, obligation)

    assert (said.channel, said.agency, said.actor) == ("notice", office, quang.ref)
    assert list(Urge.objects.shown_to(lan, on=NOW.date())) == [said]
    assert not Urge.objects.shown_to(hoa, on=NOW.date()).exists()
    assert Event.objects.get(name="reporting.obligation.urged").actor == quang.ref


def test_for_a_unit_elsewhere_the_log_says_whom_to_call(settings, quang, obligation, tay_ninh):
    settings.NHIP_AGENCIES = ["G22"]
    put_on_duty(tay_ninh)

    said = urge(quang, obligation)

    assert (said.channel, said.address) == ("telephone", "Trực ban – 000 0000 053")


def test_one_reminder_an_hour_is_enough(quang, obligation):
    urge(quang, obligation)

    with pytest.raises(UrgedLately, match="08:00"):
        urge(quang, obligation, now=at(8, 59))
    assert urge(quang, obligation, now=at(9)).urged_at == at(9)


def test_the_database_itself_knows_one_reminder_an_hour(quang, obligation):
    first = urge(quang, obligation)
    first.pk = None

    with pytest.raises(IntegrityError, match="a_unit_is_urged_once_an_hour"), transaction.atomic():
        first.save(force_insert=True)


def test_a_reminder_stays_as_it_was(quang, obligation):
    urge(quang, obligation)

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Urge.objects.update(actor="system:nobody")
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Urge.objects.all().delete()


def test_what_has_left_is_not_urged(quang, obligation):
    report_at(Stage.ISSUED, obligation)

    with pytest.raises(NothingToUrge):
        urge(quang, obligation)


def test_what_came_in_is_not_urged(quang, obligation, office, report):
    intake_at(Standing.RECEIVED, version_of(report), office)

    with pytest.raises(NothingToUrge):
        urge(quang, obligation)


def test_what_is_excluded_is_not_urged(quang, obligation):
    actions.exclude(actor=ADMIN, obligation_id=obligation.pk, reason="Sáp nhập", now=NOW)

    with pytest.raises(NothingToUrge):
        urge(quang, obligation)


def test_urging_all_twice_is_urging_all_once(quang, obligation):
    for _twice in range(2):
        actions.urge_all(actor=quang, obligation_ids=[obligation.pk], now=NOW)

    assert Urge.objects.count() == 1


def test_thousands_are_urged_in_as_many_statements_as_one(
    quang, obligation, django_assert_max_num_queries
):
    for number in range(12):
        unit = make_unit(f"H5300{number:02}", f"Huyện {number}", f"Huyện {number}", "district")
        obligation.pk, obligation.unit = None, unit
        obligation.save(force_insert=True)
    owed = list(Obligation.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(25):
        urged = actions.urge_all(actor=quang, obligation_ids=owed, now=NOW)

    assert len(urged) == Urge.objects.count() == 13
    assert Event.objects.get(name="reporting.regime.urged").data["obligations"] == sorted(owed)


def test_the_leader_urges_the_own_agency(minh, obligation, tay_ninh):
    assert urge(minh, obligation).agency == tay_ninh


def test_strangers_and_reporters_urge_nobody(hoa, lan, obligation):
    for person in (hoa, lan):
        with pytest.raises(PermissionDenied):
            urge(person, obligation)
        with pytest.raises(PermissionDenied):
            actions.urge_all(actor=person, obligation_ids=[obligation.pk], now=NOW)


def test_who_receives_a_report_follows_all_who_owe_it(quang, minh, nobody, daily, obligation):
    day = NOW.date()

    assert units_followed(quang, daily, on=day) is None
    assert units_followed(minh, daily, on=day).count() == 1
    assert regimes_followed(nobody, on=day) == []


def test_one_person_at_a_time_is_on_duty(tay_ninh):
    put_on_duty(tay_ninh)

    with pytest.raises(SomebodyIsOnDuty, match="Trực ban"):
        put_on_duty(tay_ninh, name="Người khác")
    assert Duty.objects.of(tay_ninh.pk, on=NOW.date()).name == "Trực ban"


def test_saying_twice_who_is_on_duty_is_saying_it_once(tay_ninh):
    assert put_on_duty(tay_ninh) == put_on_duty(tay_ninh)


def test_who_is_on_duty_can_be_called(tay_ninh):
    with pytest.raises(DutyIsIncomplete):
        put_on_duty(tay_ninh, telephone=" ")
    with pytest.raises(EndsBeforeItBegins):
        put_on_duty(tay_ninh, valid=DateRange(dt.date(2021, 8, 2), dt.date(2021, 8, 2)))


def test_a_stranger_puts_nobody_on_duty(tay_ninh, hoa):
    with pytest.raises(PermissionDenied):
        put_on_duty(tay_ninh, actor=hoa)


def test_an_alert_is_acknowledged_once_with_a_note(quang):
    said = {"actor": quang, "kind": "stale", "subject": "reporting.obligation:1", "now": NOW}

    with pytest.raises(NoteIsMissing):
        actions.acknowledge(note=" ", **said)
    actions.acknowledge(note="Đã gọi.", **said)
    actions.acknowledge(note="Gọi lại.", **said)

    assert Acknowledgement.objects.get().note == "Đã gọi."


def test_who_may_not_urge_acknowledges_nothing(lan):
    with pytest.raises(PermissionDenied):
        actions.acknowledge(actor=lan, kind="stale", subject="x:1", note="Đã gọi.", now=NOW)
