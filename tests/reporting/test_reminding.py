"""Nhắc hạn: before, on and after the time; each step once; nobody who has sent is reminded."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.events.models import Event
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.models import Mailing, Notice, Obligation
from nhip.reporting.rules.reminding import LADDER, Audience, LadderIsWrong, ladder_of, turns
from nhip.reporting.rules.states import Stage, Standing
from tests.reporting.country import ADMIN, EVER, NOW, at, make_person, make_unit
from tests.reporting.standing import intake_at, report_at, version_of

pytestmark = pytest.mark.requirement(48)


def remind(now):
    return actions.remind(actor=ADMIN, now=now)


def told():
    return list(Notice.objects.order_by("pk").values_list("step", flat=True))


@pytest.fixture
def mails(settings, lan, minh):
    """Let letters be written, and Lan and Minh have addresses."""
    settings.EMAIL_HOST = "127.0.0.1"
    for person in (lan, minh):
        person.email = f"{person.username}@tayninh.example"
        person.save()


def test_the_ladder_is_climbed_step_by_step(obligation):
    for moment in (at(7), at(8), at(9, 59), at(10), at(10, day=16), at(9, day=18), at(10, day=18)):
        remind(moment)

    assert told() == ["soon", "due", "leader", "above"]


def test_a_step_is_taken_once_however_often_the_minute_strikes(obligation):
    assert [remind(at(8)), remind(at(8)), remind(at(8, 1))] == [1, 0, 0]
    assert Event.objects.get(name="reporting.regime.reminded").data["steps"] == {"soon": 1}


def test_the_database_itself_knows_each_step_once(obligation):
    remind(at(8))
    said = Notice.objects.get()
    said.pk = None

    with (
        pytest.raises(IntegrityError, match="a_step_is_taken_once_per_report_and_due_time"),
        transaction.atomic(),
    ):
        said.save(force_insert=True)


def test_a_node_that_slept_takes_the_step_at_which_it_wakes(obligation):
    remind(at(12, day=16))

    assert told() == ["leader"]


def test_who_has_sent_is_not_reminded(obligation):
    report_at(Stage.ISSUED, obligation)

    assert remind(at(10)) == 0


def test_whose_report_came_in_is_not_reminded(obligation, report, office):
    intake_at(Standing.RECEIVED, version_of(report), office)

    assert remind(at(10)) == 0


def test_who_is_excluded_is_not_reminded(obligation):
    actions.exclude(actor=ADMIN, obligation_id=obligation.pk, reason="Sáp nhập", now=NOW)

    assert remind(at(10)) == 0


def test_reminders_follow_an_extension(obligation):
    remind(at(8))
    later = at(10, day=17)
    actions.extend(
        actor=ADMIN, obligation_id=obligation.pk, due_at=later, reason="Mất điện", now=at(9)
    )

    assert remind(at(10)) == 0
    assert [remind(at(10, day=16)), remind(at(8, day=17)), remind(at(10, day=17))] == [1, 1, 1]
    assert told() == ["soon", "eve", "soon", "due"]


def test_nobody_is_reminded_while_the_period_still_runs(obligation):
    assert remind(at(10, day=14)) == 0


def test_the_last_step_tells_the_unit_above(obligation, tay_ninh, office):
    region = make_unit("H99", "Vùng", "Vùng thử", "government_agency")
    remind(at(10, day=18))
    Placement.objects.create(unit=tay_ninh, parent=region, valid=EVER)
    actions.extend(
        actor=ADMIN, obligation_id=obligation.pk, due_at=at(10, day=19), reason="thử", now=NOW
    )
    remind(at(10, day=22))

    assert [one.unit for one in Notice.objects.filter(audience="above").order_by("pk")] == [
        office,
        region,
    ]


def test_a_regime_may_bring_a_ladder_of_its_own(daily, obligation):
    daily.description["reminders"] = [
        {"step": "hurry", "minutes": -30, "to": "reporters"},
        {"step": "now", "minutes": 15, "to": "above"},
    ]
    daily.save()

    assert [remind(at(9, 29)), remind(at(9, 30)), remind(at(10)), remind(at(10, 15))] == [
        0,
        1,
        0,
        1,
    ]
    assert told() == ["hurry", "now"]


def test_thousands_of_units_take_as_many_statements_as_one(
    obligation, django_assert_max_num_queries
):
    grown(obligation, 40)

    with django_assert_max_num_queries(12):
        assert remind(at(8)) == 41


def grown(obligation, count):
    for number in range(count):
        unit = make_unit(f"H53{number:04}", f"Xã {number}", f"Xã {number}", "commune")
        Obligation.objects.create(
            regime=obligation.regime,
            period=obligation.period,
            unit=unit,
            tier="commune",
            due_at=obligation.due_at,
            frozen_at=NOW,
        )


def test_letters_go_to_those_the_step_is_for_and_to_nobody_else(obligation, mails, lan, minh, hoa):
    hoa.email = "hoa@hanoi.example"
    hoa.save()

    remind(at(8))
    assert [one.user for one in Mailing.objects.all()] == [lan]

    remind(at(10))
    assert {one.user for one in Mailing.objects.filter(notice__step="due")} == {lan, minh}


def test_who_reports_for_all_under_a_province_is_written_to(obligation, mails, tay_ninh):
    person = make_person("binh", "Trần Bình", "reporter", tay_ninh)
    person.email = "binh@tayninh.example"
    person.save()
    person.grants.update(subtree=True)
    grown(obligation, 1)
    commune = Obligation.objects.get(tier="commune").unit
    Placement.objects.create(unit=commune, parent=tay_ninh, valid=EVER)

    remind(at(8))

    of_commune = Mailing.objects.filter(notice__obligation__unit=commune)
    assert [one.user for one in of_commune] == [person]


def test_who_wants_no_letters_gets_none_and_is_reminded_in_the_work(obligation, mails, lan):
    actions.choose_reminders(actor=lan, by_mail=False, language="en", now=NOW)

    assert remind(at(8)) == 1
    assert not Mailing.objects.exists()
    lan.refresh_from_db()
    assert lan.language == "en"


def test_without_a_mail_server_no_letter_is_queued(obligation, mails, settings):
    settings.EMAIL_HOST = ""

    assert remind(at(8)) == 1
    assert not Mailing.objects.exists()


def test_a_stranger_reminds_nobody(hoa, obligation):
    with pytest.raises(PermissionDenied):
        actions.remind(actor=hoa, now=at(8))


# --- The rule by itself -------------------------------------------------------------------


def test_a_turn_ends_where_the_next_for_the_same_people_begins():
    found = {turn.step.name: turn.until for turn in turns(LADDER)}

    assert found["early"] == dt.timedelta(days=-1)
    assert found["soon"] == dt.timedelta(0)
    assert found["due"] == dt.timedelta(days=1)
    assert found["above"] == dt.timedelta(days=14)


@pytest.mark.parametrize(
    "described",
    [
        [{"step": "a", "minutes": 0, "to": "reporters"}, {"step": "a", "minutes": 1, "to": "unit"}],
        [{"step": "a", "minutes": 5, "to": "reporters"}, {"step": "b", "minutes": 1, "to": "unit"}],
        [{"step": "a", "minutes": 5, "to": "everybody"}],
        [{"step": "a"}],
    ],
)
def test_a_ladder_names_its_steps_once_in_the_order_of_time(described):
    with pytest.raises(LadderIsWrong):
        ladder_of(described)


def test_a_regime_without_a_ladder_has_ours():
    assert ladder_of(None) == LADDER
    assert ladder_of([{"step": "x", "minutes": -30, "to": "leaders"}])[0].audience is (
        Audience.LEADERS
    )
