"""Sự cố: nobody is late because the system was down; the reference stands on what was moved."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.events.models import Event
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.actions.incidents import KnownIncident, OutageIsWrong, ReferenceIsMissing
from nhip.reporting.actions.obligations import ReasonIsMissing
from nhip.reporting.models import Incident, Obligation, ObligationChange, Report
from nhip.reporting.queries.standing import owed_for
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, EVER, NOW, at, make_person, make_unit
from tests.reporting.standing import report_at

pytestmark = pytest.mark.requirement(24)
NOON = at(12)


@pytest.fixture
def dung(tay_ninh):
    """Dũng looks after Tây Ninh's node."""
    person = make_person("dung", "Hồ Dũng", "administrator", tay_ninh)
    person.grants.update(subtree=True)
    return person


def outage(unit, **changes):
    facts = {
        "reference": "SC-2021-08",
        "unit_id": unit.pk,
        "starts_at": at(9),
        "ends_at": at(11),
        "enter_by": at(17),
        "effect": Incident.Effect.MARK,
        "reason": "Đứt cáp",
    }
    return actions.Outage(**facts | changes)


def declare(actor, unit, now=NOON, **changes):
    return actions.declare_incident(actor=actor, outage=outage(unit, **changes), now=now)


def standing(obligation, now):
    (one,) = owed_for(
        obligation.regime_id,
        obligation.period_id,
        units=[obligation.unit_id],
        day=NOW.date(),
        now=now,
    )
    return one


def send_at(obligation, moment):
    report = report_at(Stage.ISSUED, obligation)
    Report.objects.get(pk=report.pk).document.__class__.objects.filter(
        pk=report.document_id
    ).update(sent_at=moment)


def test_what_was_due_in_an_outage_is_moved(dung, tay_ninh, obligation):
    _incident, touched = declare(dung, tay_ninh, effect=Incident.Effect.MOVE)

    assert touched == 1
    assert Obligation.objects.in_force().get().due_now_at == at(17)
    assert standing(obligation, at(12)).incident == "SC-2021-08"
    assert not standing(obligation, at(12)).is_late
    assert standing(obligation, at(18)).is_late


def test_late_entry_after_an_outage_is_marked_and_does_not_count_as_late(
    dung, tay_ninh, obligation
):
    declare(dung, tay_ninh)
    send_at(obligation, at(16))

    one = standing(obligation, at(18))

    assert (one.due_at, one.incident) == (at(10), "SC-2021-08")
    assert (one.is_late, one.was_late, one.counts_as_late) == (False, False, False)


def test_what_comes_after_the_time_for_late_entry_is_late_all_the_same(dung, tay_ninh, obligation):
    declare(dung, tay_ninh)
    assert not Obligation.objects.late(now=at(12)).exists()
    assert Obligation.objects.late(now=at(18)).exists()

    send_at(obligation, at(18))

    assert standing(obligation, at(19)).was_late


def test_who_is_under_the_unit_is_excused_with_it_and_others_are_not(dung, tay_ninh, obligation):
    owed = {}
    for code, parent in (("H5300001", tay_ninh), ("H9900001", None)):
        unit = make_unit(code, code, code, "commune")
        if parent:
            Placement.objects.create(unit=unit, parent=parent, valid=EVER)
        owed[code] = Obligation.objects.create(
            regime=obligation.regime,
            period=obligation.period,
            unit=unit,
            tier="commune",
            due_at=at(10),
            frozen_at=NOW,
        )

    _incident, touched = declare(dung, tay_ninh)

    changed = set(ObligationChange.objects.values_list("obligation", flat=True))
    assert touched == 2
    assert changed == {obligation.pk, owed["H5300001"].pk}


def test_what_was_due_before_or_was_sent_already_is_not_touched(dung, tay_ninh, obligation):
    assert declare(dung, tay_ninh, starts_at=at(10, 1))[1] == 0
    send_at(obligation, at(8, 30))

    assert declare(dung, tay_ninh, reference="SC-2")[1] == 0


def test_declaring_the_same_outage_twice_is_declaring_it_once(dung, tay_ninh, obligation):
    first, touched = declare(dung, tay_ninh)

    assert declare(dung, tay_ninh) == (first, touched)
    assert Event.objects.filter(name="reporting.incident.declared").count() == 1
    with pytest.raises(KnownIncident, match="SC-2021-08"):
        declare(dung, tay_ninh, ends_at=at(12))


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reference": " "}, ReferenceIsMissing),
        ({"reason": " "}, ReasonIsMissing),
        ({"ends_at": at(9)}, OutageIsWrong),
        ({"enter_by": at(11)}, OutageIsWrong),
    ],
)
def test_an_outage_has_a_reference_a_reason_and_an_end(wrong, refusal, dung, tay_ninh):
    with pytest.raises(refusal):
        declare(dung, tay_ninh, **wrong)


def test_strangers_and_reporters_declare_no_outage(hoa, lan, tay_ninh, obligation):
    for person in (hoa, lan):
        with pytest.raises(PermissionDenied):
            declare(person, tay_ninh)


def test_what_was_declared_stays(dung, tay_ninh, obligation):
    declare(ADMIN, tay_ninh)

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        Incident.objects.update(reason="khác")
