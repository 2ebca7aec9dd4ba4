"""Giữa các cấp: what the receiving agency decides, by itself or by its people, and what follows."""

import pytest
from django.core.exceptions import PermissionDenied

from nhip.documents.models import Document
from nhip.events.models import Event
from nhip.exchange.models import Message
from nhip.indicators.queries import Line, observations
from nhip.reporting import actions
from nhip.reporting.actions.intakes import Arrival, ReturnedWithoutReason
from nhip.reporting.models import FormVersion, Intake, Regime, ReportVersion
from nhip.reporting.rules.acceptance import Reason
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.report_json import hash_of
from nhip.reporting.rules.states import Standing
from tests.reporting.arrivals import arrive, report, written
from tests.reporting.country import ADMIN, DAY, NOW, at, make_person

pytestmark = pytest.mark.usefixtures("node", "obligation")
CASES = Line("BYT.DICH.CA")
WRONG = [Reason("not-owed", {"unit": "H53", "found": DAY})]


@pytest.fixture
def quang(office):
    """Quang keeps the register of the Government Office."""
    return make_person("quang", "Đỗ Quang", "registry", office)


@pytest.fixture
def receive(tay_ninh, obligation, office):
    """Return a function that keeps a report at an agency, before anybody decided."""

    def go(said=None, agency=office, code="G22", now=NOW):
        said = said or report()
        document = arrive(b"%PDF", agency, code=code, now=now)
        arrival = Arrival(
            document_id=document.pk,
            agency_id=agency.pk,
            payload=written(said),
            report=said,
            regime=Regime.objects.get(),
            form_version=FormVersion.objects.named("DICH-NGAY", "2021"),
            unit_id=tay_ninh.pk,
            period_id=obligation.period_id,
        )
        return actions.receive(actor=ADMIN, arrival=arrival, now=now)

    return go


def accept(intake, actor=ADMIN, now=NOW):
    return actions.accept(actor=actor, intake_id=intake.pk, now=now)


def send_back(intake, actor=ADMIN, now=NOW, reasons=WRONG):
    return actions.return_between_levels(actor=actor, intake_id=intake.pk, reasons=reasons, now=now)


def correction(former, new):
    sha256 = hash_of(written(former))
    return report(new, version=former.version + 1, replaces=sha256, reason="Sai")


@pytest.fixture
def value(tay_ninh):
    """Return a function that reads the figure that counts, now or as it was."""

    def read(**moment):
        found = observations(CASES, [DAY], [tay_ninh.pk], **moment)
        return found[0].value.number if found else None

    return read


def statuses():
    said = Message.objects.filter(kind=Message.Kind.STATUS).order_by("pk")
    return list(said.values_list("code", flat=True))


def test_receiving_twice_is_receiving_once(receive):
    assert receive() == Intake.objects.get()
    assert ReportVersion.objects.count() == 1


@pytest.mark.requirement(37)
def test_nothing_counts_before_it_is_accepted(receive, value, quang):
    intake = receive()
    assert value() is None

    accept(intake, actor=quang)
    assert value() == 97


@pytest.mark.requirement(29)
def test_a_return_takes_the_figures_out_of_totals_at_once(receive, value, quang):
    accept(receive())

    intake = send_back(Intake.objects.get(), actor=quang, now=at(9))

    assert (intake.standing, value()) == (Standing.RETURNED, None)
    assert value(as_of=at(8, 30)) == 97
    assert statuses() == ["01", "03", "02"]
    assert intake.document.state == Document.State.ACCEPTED
    intake.document.refresh_from_db()
    assert intake.document.state == Document.State.RETURNED


def test_the_sender_reads_the_reasons_in_vietnamese(receive):
    intake = send_back(receive())

    intake.document.refresh_from_db()
    assert intake.document.return_reason == (
        "1. H53 không phải gửi báo cáo này cho kỳ D:2021-08-14."
    )


@pytest.mark.requirement(29)
def test_a_return_says_why(receive):
    with pytest.raises(ReturnedWithoutReason):
        send_back(receive(), reasons=[])


def test_what_one_agency_returns_still_counts_for_the_other(receive, value, ministry):
    accept(receive())
    accept(receive(agency=ministry, code="G18"))

    send_back(Intake.objects.get(agency=ministry))
    assert value() == 97

    send_back(Intake.objects.exclude(agency=ministry).get())
    assert value() is None


def test_a_late_acceptance_of_an_old_version_does_not_bring_it_back(receive, value, ministry):
    first = report()
    accept(receive(first))
    late = receive(first, agency=ministry, code="G18")
    accept(receive(correction(first, 98)), now=at(9))

    accept(late, now=at(10))

    assert value() == 98


def test_agencies_of_one_node_may_be_at_different_versions(receive, value, ministry):
    first = report()
    second = correction(first, 98)
    third = correction(second, 99)
    accept(receive(first))
    accept(receive(first, agency=ministry, code="G18"))
    accept(receive(second, agency=ministry, code="G18"), now=at(9))
    send_back(receive(second))

    accept(receive(third), now=at(10))

    assert value() == 99
    assert value(as_of=at(9, 30)) == 98


def test_what_is_accepted_is_synthesised_and_closed_and_keeps_counting(receive, value, quang):
    intake = accept(receive())
    for act in (actions.synthesise, actions.close):
        intake = act(actor=quang, intake_id=intake.pk, now=NOW)

    assert (intake.standing, value()) == (Standing.DONE, 97)


@pytest.mark.requirement(33)
def test_after_closing_only_a_new_version_says_otherwise(receive, value):
    first = report()
    intake = accept(receive(first))
    for act in (actions.synthesise, actions.close):
        act(actor=ADMIN, intake_id=intake.pk, now=NOW)

    accept(receive(correction(first, 98)), now=at(9))

    intake.refresh_from_db()
    assert (intake.standing, value(), value(as_of=at(8, 30))) == (Standing.REPLACED, 98, 97)
    assert intake.version.report.figures["covid19", "new"] == number(97)


def test_every_decision_stands_in_the_log(receive):
    send_back(receive())

    events = Event.objects.filter(name__startswith="reporting.intake.").order_by("pk")
    assert [(one.name, one.data.get("reasons")) for one in events] == [
        ("reporting.intake.received", None),
        ("reporting.intake.returned", [WRONG[0].as_json()]),
    ]


def test_refusing_a_paper_twice_is_refusing_it_once(office):
    document = arrive(b"%PDF", office, code="G22")
    for _twice in range(2):
        actions.refuse(actor=ADMIN, document_id=document.pk, reasons=WRONG, now=NOW)

    assert statuses() == ["01", "02"]
    with pytest.raises(ReturnedWithoutReason):
        other = arrive(b"%PDF", office, code="G22")
        actions.refuse(actor=ADMIN, document_id=other.pk, reasons=[], now=NOW)


def test_strangers_and_the_sender_decide_nothing(receive, hoa, lan):
    intake = receive()

    for person in (hoa, lan):
        for act in (actions.accept, actions.synthesise, actions.close):
            with pytest.raises(PermissionDenied):
                act(actor=person, intake_id=intake.pk, now=NOW)
        with pytest.raises(PermissionDenied):
            send_back(intake, actor=person)
        with pytest.raises(PermissionDenied):
            actions.refuse(actor=person, document_id=intake.document_id, reasons=WRONG, now=NOW)


def test_people_see_what_came_to_their_own_agency(receive, hoa, quang):
    receive()

    assert Intake.objects.visible_to(quang, on=NOW.date()).count() == 1
    assert not Intake.objects.visible_to(hoa, on=NOW.date()).exists()
