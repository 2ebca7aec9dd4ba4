"""Trình và trả lại: what is put up is proven and frozen; what goes back says why."""

import pytest
from django.core.exceptions import PermissionDenied

from nhip.documents.models import Document
from nhip.reporting import actions
from nhip.reporting.actions import Reason
from nhip.reporting.actions.putting_up import (
    FiguresDisagree,
    ReasonIsMissing,
    WarningsUnexplained,
)
from nhip.reporting.models import ReportVersion
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.report_json import hash_of
from nhip.reporting.rules.states import Stage
from tests.reporting.country import DAY, NOW, SATURDAY, at, blank_document, fill, obligation_of, owe
from tests.reporting.standing import placed


def bring_up(person, report, now=NOW):
    return actions.put_up(actor=person, report_id=report.pk, now=now)


def send_back(person, report, *reasons, now=NOW):
    return actions.return_to_reporter(
        actor=person, report_id=report.pk, reasons=list(reasons), now=now
    )


def test_what_is_put_up_is_one_immutable_version(lan, filled):
    report = bring_up(lan, filled)

    version = report.version
    assert (report.stage, report.put_up_at, report.put_up_by) == (Stage.PUT_UP, NOW, lan.ref)
    assert version.sha256 == hash_of(version.payload.encode())
    said = version.report
    assert (said.unit.code, said.period.key, said.version) == ("H53", DAY, 1)
    assert said.figures[Address("covid19", "cumulative")] == number(6247)
    assert said.narrative["tinh-hinh"].endswith("cộng dồn từ ngày 27/4/2021 là 6.247 ca.")


@pytest.mark.requirement(19)
def test_a_gap_blocks_and_names_its_cell(lan, report):
    fill(lan, report, new=97)

    with pytest.raises(FiguresDisagree) as refusal:
        bring_up(lan, report)

    gap = refusal.value.facts["findings"][0]
    assert (gap.code, gap.row, gap.column) == ("figure-is-missing", "covid19", "brought_forward")
    assert not ReportVersion.objects.exists()


@pytest.fixture
def yesterday(lan, tay_ninh, daily):
    """Friday's report, sent: it ended with 6,150."""
    owe("YT.DICH.NGAY", SATURDAY.replace(day=13), SATURDAY)
    friday = obligation_of(tay_ninh, "D:2021-08-13")
    report = actions.open_report(actor=lan, obligation_id=friday.pk, now=NOW)
    return placed(fill(lan, report, brought_forward=6100, new=50), Stage.ISSUED)


@pytest.mark.requirement(19)
def test_a_warning_may_stand_once_it_is_explained(lan, yesterday, tay_ninh):
    today = obligation_of(tay_ninh)
    report = actions.open_report(actor=lan, obligation_id=today.pk, now=NOW)
    fill(lan, report, brought_forward=6149, new=97)

    with pytest.raises(WarningsUnexplained) as refusal:
        bring_up(lan, report)
    (warning,) = refusal.value.facts["findings"]
    actions.explain(
        actor=lan, report_id=report.pk, finding=warning.key, text="Loại một ca trùng.", now=NOW
    )

    assert (warning.expected, warning.found) == ("6150", "6149")
    assert bring_up(lan, report).stage == Stage.PUT_UP


def test_what_goes_back_keeps_its_reasons_by_cell(minh, put_up):
    reasons = Reason("Kiểm tra lại", "covid19", "new"), Reason("Bổ sung thuyết minh")
    report = send_back(minh, put_up, *reasons)

    assert report.stage == Stage.RETURNED
    assert [(one.row, one.text) for one in report.remarks.all()] == [
        ("covid19", "Kiểm tra lại"),
        ("", "Bổ sung thuyết minh"),
    ]


@pytest.mark.parametrize("reasons", [[], [Reason(" ")], [Reason("Sai"), Reason("")]])
def test_nothing_goes_back_without_a_reason(minh, put_up, reasons):
    with pytest.raises(ReasonIsMissing):
        send_back(minh, put_up, *reasons)


def test_the_page_of_a_returned_report_can_no_longer_be_signed(minh, put_up, tay_ninh):
    put_up.document = blank_document(tay_ninh)
    put_up.save()

    send_back(minh, put_up, Reason("Sai"))

    assert Document.objects.get().state == Document.State.DISCARDED


def test_corrected_figures_are_a_version_of_their_own_and_the_first_stays(lan, minh, put_up):
    first = put_up.version
    send_back(minh, put_up, Reason("Sai"))
    fill(lan, put_up, new=98)
    report = bring_up(lan, put_up, now=at(9))

    assert (report.version.number, report.document) == (1, None)
    assert first.report.figures[Address("covid19", "new")] == number(97)
    assert ReportVersion.objects.count() == 2


def test_the_same_figures_put_up_again_are_the_same_version(lan, minh, put_up):
    send_back(minh, put_up, Reason("Chờ"))

    assert bring_up(lan, put_up, now=at(9)).version == put_up.version


def test_a_stranger_neither_puts_up_nor_returns(hoa, minh, lan, filled):
    with pytest.raises(PermissionDenied):
        bring_up(hoa, filled)
    with pytest.raises(PermissionDenied):
        bring_up(minh, filled)
    bring_up(lan, filled)
    with pytest.raises(PermissionDenied):
        send_back(hoa, filled, Reason("Sai"))
    with pytest.raises(PermissionDenied):
        send_back(lan, filled, Reason("Sai"))
