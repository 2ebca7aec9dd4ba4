"""Tiếp nhận: a report counts or goes back with every reason; a forged one leaves no trace."""

from dataclasses import replace

import pytest
import typst
from django.core.exceptions import PermissionDenied

from nhip.documents.models import Document
from nhip.documents.providers import typeset_report
from nhip.events.models import Event
from nhip.exchange.models import Message
from nhip.exchange.rules.letters import Party
from nhip.indicators.actions import store
from nhip.indicators.models import Observation
from nhip.indicators.queries import Line, observations, rivals
from nhip.indicators.rules.facts import Fact, Imported
from nhip.reporting import actions, tasks
from nhip.reporting.actions import Found
from nhip.reporting.models import Intake, ReportVersion
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.report_json import PeriodStated, Titled, hash_of
from nhip.reporting.rules.states import Standing
from nhip.reporting.tasks.taking_in import CannotCheckNow
from nhip.signing.providers.authorities import PEOPLE, Holder
from nhip.signing.rules.verdicts import Reason as Fault
from nhip.signing.rules.verdicts import not_checked
from tests.documents.pages import report_page
from tests.reporting.arrivals import (
    Desk,
    arrive,
    flipped,
    report,
    with_other_data,
    written,
)
from tests.reporting.country import ADMIN, DAY, NOW, SATURDAY, at, make_unit
from tests.reporting.forms import row

pytestmark = pytest.mark.usefixtures("node", "obligation")
CASES = Line("BYT.DICH.CA")
State = Document.State
HA_NOI = Party("H01", "Ủy ban nhân dân thành phố Hà Nội")


@pytest.fixture(scope="session")
def desk(pki):
    return Desk.of(pki)


@pytest.fixture
def receive(desk, office):
    """Return a function that brings a paper to the Government Office and takes it in."""

    def go(said=None, *, pdf=None, agency=office, code="G22", now=NOW, **letter):
        paper = pdf or desk.paper(written(said or report()))
        document = arrive(paper, agency, code=code, now=now, **letter)
        tasks.take_in_document(document_id=document.pk, now=now)
        return Document.objects.get(pk=document.pk)

    return go


def reasons_of(document):
    """Return the codes of the reasons on record, from the intake or from the log."""
    kept = Intake.objects.filter(document=document).first()
    if kept is not None:
        return [one["code"] for one in kept.reasons]
    return [one["code"] for one in refusal_of(document)]


def refusal_of(document):
    event = Event.objects.about(document).get(name="reporting.intake.refused")
    return event.data["reasons"]


def nothing_is_kept():
    return not (Intake.objects.exists() or ReportVersion.objects.exists())


def test_a_good_report_counts_with_its_provenance(receive, tay_ninh):
    document = receive()

    (figure,) = observations(CASES, [DAY], [tay_ninh.pk])
    intake = Intake.objects.get()
    assert (document.state, intake.standing) == (State.ACCEPTED, Standing.ACCEPTED)
    assert (figure.value.number, figure.version) == (97, hash_of(written(report())))
    assert intake.version.sha256 == figure.version
    assert intake.document == document


def test_the_sender_is_told_that_it_was_taken_in(receive):
    receive()

    said = Message.objects.filter(kind=Message.Kind.STATUS).order_by("pk")
    assert list(said.values_list("code", flat=True)) == ["01", "03"]


def test_taking_in_twice_changes_nothing(receive):
    document = receive()

    again = tasks.take_in_document(document_id=document.pk, now=at(9))

    assert again == Intake.objects.get()
    assert Observation.objects.count() == 3


def test_two_recipients_on_one_node_both_take_in_the_same_version(receive, ministry, tay_ninh):
    receive()
    document = receive(agency=ministry, code="G18")

    assert document.state == State.ACCEPTED
    assert ReportVersion.objects.count() == 1
    assert Intake.objects.in_totals().count() == 2
    assert len(observations(CASES, [DAY], [tay_ninh.pk])) == 1


def test_an_agency_the_regime_does_not_name_leaves_it_to_people(receive):
    elsewhere = make_unit("G05", "Bộ Kế hoạch và Đầu tư", "Bộ Kế hoạch và Đầu tư", "ministry")

    document = receive(agency=elsewhere, code="G05")

    assert (document.state, nothing_is_kept()) == (State.REGISTERED, True)


@pytest.mark.parametrize("kind", ["Báo cáo", "Công văn"])
def test_a_paper_without_figures_is_left_to_people(receive, kind):
    document = receive(pdf=typst.compile("= Báo cáo".encode()), kind_name=kind)

    assert (document.state, nothing_is_kept()) == (State.REGISTERED, True)


# --- Who sent it --------------------------------------------------------------------------


def test_one_flipped_bit_sends_the_paper_back(receive, desk):
    document = receive(pdf=flipped(desk.paper(written(report()))))

    assert (document.state, nothing_is_kept()) == (State.RETURNED, True)
    assert set(reasons_of(document)) == {"signature"}


@pytest.mark.requirement(32)
def test_one_changed_digit_in_the_data_sends_the_paper_back(receive, desk):
    paper = with_other_data(desk.paper(written(report())), written(report(98)))

    document = receive(pdf=paper)

    assert (document.state, nothing_is_kept()) == (State.RETURNED, True)


def test_a_file_that_is_no_pdf_goes_back_as_unreadable(receive):
    document = receive(pdf=b"EF BF BD")

    assert (document.state, nothing_is_kept()) == (State.RETURNED, True)
    assert "Không đọc được tệp" in document.return_reason


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        ({"number": "06"}, "another-number"),
        ({"promulgated_on": SATURDAY}, "another-date"),
        ({"signer_name": "Trần Văn Khác"}, "another-signer"),
    ],
)
def test_an_envelope_that_says_something_else_sends_the_paper_back(receive, letter, code):
    document = receive(**letter)

    assert (document.state, nothing_is_kept()) == (State.RETURNED, True)
    assert code in reasons_of(document)


def test_another_agency_cannot_hand_in_this_agencys_report(receive, hoa):
    document = receive(sender=HA_NOI)

    assert (document.state, nothing_is_kept()) == (State.RETURNED, True)
    assert reasons_of(document) == ["another-agency", "another-agency"]


def test_a_copy_under_a_foreign_envelope_does_not_block_the_true_report(receive, hoa):
    receive(sender=HA_NOI)

    assert receive().state == State.ACCEPTED


def test_a_persons_certificate_makes_no_seal(receive, desk):
    clerk = Holder("Lê Thị Thu", "Ủy ban nhân dân tỉnh Tây Ninh", "H53-THU")
    own = desk.hands.enrol(PEOPLE, clerk)

    document = receive(pdf=desk.paper(written(report()), seal=own))

    assert reasons_of(document) == ["another-holder"]
    assert "Lê Thị Thu" in document.return_reason


def test_what_is_missing_is_said_for_each_signature(receive, desk):
    page = typeset_report(report_page(), written(report())).pdf
    document = receive(pdf=desk.hands.sign(page, "person", at=NOW))

    assert document.return_reason.startswith("1. Thiếu")
    faults = {(one["role"], one["fault"]) for one in refusal_of(document) if "fault" in one}
    assert faults == {("number", "missing"), ("seal", "missing")}


# --- What it says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (written(report()) + b" ", "not-a-report"),
        (written(report()).replace(b'"DICH-NGAY"', b'"DICH-LA"'), "unknown-form"),
        (written(report(regime=Titled("X", "X"))), "unknown-regime"),
        (written(report(unit=Titled("H99", "H99"))), "unknown-unit"),
        (
            written(report(period=replace(report().period, key="D:2021-02-30"))),
            "unknown-period",
        ),
    ],
)
def test_what_cannot_be_read_goes_back_and_nothing_is_stored(receive, desk, payload, code):
    document = receive(pdf=desk.paper(payload))

    assert (document.state, nothing_is_kept()) == (State.RETURNED, True)
    assert reasons_of(document) == [code]


def test_figures_are_checked_again_and_every_fault_has_its_address(receive):
    wrong = report(figures=row("covid19", brought_forward=6150, new=97, cumulative=6300))

    document = receive(wrong)

    (intake,) = Intake.objects.all()
    assert (document.state, intake.standing) == (State.RETURNED, Standing.RETURNED)
    assert [(one["check"], one["row"], one["column"]) for one in intake.reasons] == [
        ("total-is-wrong", "covid19", "cumulative"),
        ("text-omits-figure", "tinh-hinh", ""),
    ]
    assert "6247" in document.return_reason
    assert not Observation.objects.exists()


@pytest.mark.requirement(25)
def test_a_text_that_says_another_figure_sends_it_back(receive):
    document = receive(report(narrative={"tinh-hinh": "Có 96 ca; cộng dồn 6.247 ca."}))

    assert [one["check"] for one in Intake.objects.get().reasons] == ["text-omits-figure"]
    assert document.state == State.RETURNED


def test_what_nobody_owes_goes_back(receive, obligation):
    actions.exclude(actor=ADMIN, obligation_id=obligation.pk, reason="Giải thể", now=NOW)

    assert reasons_of(receive()) == ["not-owed"]


def test_a_regime_or_form_out_of_force_sends_it_back(receive, daily):
    daily.form.versions.update(valid=("2021-04-27", "2021-05-01"))
    daily.status = "ended"
    daily.save()

    assert reasons_of(receive()) == ["regime-not-active", "form-not-in-force"]


def test_another_window_than_the_periods_sends_it_back(receive):
    window = PeriodStated(DAY, at(1, day=14), at(0), "Ngày 14/08/2021")

    assert reasons_of(receive(report(period=window))) == ["another-window"]


# --- Corrections --------------------------------------------------------------------------


def correction(former, new=98, **changes):
    sha256 = hash_of(written(former))
    return report(new, version=former.version + 1, replaces=sha256, reason="Sai", **changes)


@pytest.mark.requirement(33)
def test_a_correction_takes_the_place_of_what_it_names(receive, tay_ninh):
    receive()
    receive(correction(report()), now=at(9))

    (now,) = observations(CASES, [DAY], [tay_ninh.pk])
    (before,) = observations(CASES, [DAY], [tay_ninh.pk], as_of=at(8, 30))
    assert (now.value.number, before.value.number) == (98, 97)
    standings = Intake.objects.order_by("pk").values_list("standing", flat=True)
    assert list(standings) == [Standing.REPLACED, Standing.ACCEPTED]


def test_a_correction_that_names_nothing_we_count_goes_back_and_the_old_figures_stay(
    receive, tay_ninh
):
    receive()
    stray = report(98, version=2, replaces="f" * 64, reason="Sai")

    assert reasons_of(receive(stray)) == ["replaces-another"]
    assert observations(CASES, [DAY], [tay_ninh.pk])[0].value.number == 97


def test_a_second_first_version_is_no_correction(receive):
    receive()

    assert reasons_of(receive(report(98))) == ["replaces-another", "not-the-next-version"]


def test_after_a_returned_correction_the_next_one_may_name_it(receive, tay_ninh):
    receive()
    broken = replace(
        correction(report()),
        figures=row("covid19", brought_forward=6150, new=98, cumulative=1),
    )
    assert receive(broken).state == State.RETURNED

    assert receive(correction(broken, 99), now=at(9)).state == State.ACCEPTED
    assert observations(CASES, [DAY], [tay_ninh.pk])[0].value.number == 99
    assert not rivals(CASES, [DAY], [tay_ninh.pk])


def test_the_same_version_under_another_number_is_no_second_report(receive):
    receive()

    again = receive()

    assert (again.state, reasons_of(again)) == (State.RETURNED, ["already-here"])
    assert Intake.objects.count() == 1


# --- One source per figure -----------------------------------------------------------------


@pytest.mark.requirement(40)
def test_a_signed_report_stands_before_an_imported_figure_which_stays_a_rival(receive, tay_ninh):
    fact = Fact("BYT.DICH.CA", tay_ninh.pk, DAY, value=number(95).number)
    store(actor=ADMIN, rows=[fact], source=Imported("Bộ Y tế", SATURDAY), now=NOW)

    receive()

    assert observations(CASES, [DAY], [tay_ninh.pk])[0].value.number == 97
    assert [one.value.number for one in rivals(CASES, [DAY], [tay_ninh.pk])] == [95]


# --- Whose fault it is ---------------------------------------------------------------------


def test_what_is_missing_on_our_side_is_not_held_against_the_sender(receive, node):
    node.NHIP_DEMO = ""

    with pytest.raises(CannotCheckNow):
        receive()

    assert Document.objects.get(direction="in").state == State.REGISTERED


def test_a_stranger_takes_nothing_in(hoa, desk, office):
    document = arrive(desk.paper(written(report())), office, code="G22")

    with pytest.raises(PermissionDenied):
        actions.take_in(
            actor=hoa,
            document_id=document.pk,
            found=Found(not_checked(Fault.UNREADABLE), None),
            now=NOW,
        )
