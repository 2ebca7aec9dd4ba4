"""Ý kiến trên ô: a thread with somebody asked, settled by name; who returns points at cells."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions import remarks
from nhip.reporting.actions.remarks import (
    NoSuchPlace,
    NotAColleague,
    RemarksAreClosed,
    RemarkSaysNothing,
    Said,
)
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.inbox import owed
from nhip.reporting.queries.remarks import newest_remarks, threads_of, unsettled
from nhip.reporting.rules.states import Stage
from tests.reporting.country import NEW, NOW, SATURDAY, at, fill, obligation_of, owe
from tests.reporting.standing import placed


@pytest.fixture(autouse=True)
def in_august(august):
    """Remarks are made on Sunday 15 August 2021."""


def say(person, report, text="Sao ít thế?", *, now=NOW, **more):
    said = Said(text, *NEW, **more)
    return remarks.remark(actor=person, report_id=report.pk, said=said, now=now)


def test_a_remark_is_answered_and_settled_and_the_log_keeps_all_of_it(lan, minh, report):
    first = say(minh, report, assignee_id=lan.pk)
    remarks.answer_remark(actor=lan, remark_id=first.pk, text="Đã soát.", now=at(9))
    remarks.settle_remark(actor=lan, remark_id=first.pk, now=at(10))

    [thread] = threads_of(report)
    assert (thread.first.text, thread.first.who) == ("Sao ít thế?", "Nguyễn Văn Minh")
    assert [(one.text, one.who) for one in thread.answers] == [("Đã soát.", "Trần Thị Lan")]
    assert (thread.asked, thread.settled_by, thread.settled_at) == (
        "Trần Thị Lan",
        "Trần Thị Lan",
        at(10),
    )
    named = Event.objects.about(report).filter(name__startswith="reporting.report.remark")
    assert [event.name.rpartition(".")[2] for event in named] == [
        "remarked",
        "remark_answered",
        "remark_settled",
    ]


def test_an_answer_to_an_answer_stays_in_the_thread(lan, minh, report):
    first = say(minh, report)
    answer = remarks.answer_remark(actor=lan, remark_id=first.pk, text="Vì sao?", now=NOW)
    remarks.answer_remark(actor=minh, remark_id=answer.pk, text="Vậy thôi.", now=NOW)

    assert [len(one.answers) for one in threads_of(report)] == [2]


def test_settling_twice_is_once_and_it_can_be_taken_up_again(lan, report):
    first = say(lan, report)
    for _twice in range(2):
        remarks.settle_remark(actor=lan, remark_id=first.pk, now=NOW)
    assert unsettled(report) == []

    remarks.reopen_remark(actor=lan, remark_id=first.pk, now=NOW)

    assert [one.settled_by for one in unsettled(report)] == [""]
    assert Event.objects.filter(name=remarks.SETTLED).count() == 1


@pytest.mark.requirement(29)
def test_a_reason_for_a_return_is_a_thread_at_its_cell(lan, minh, put_up):
    reason = actions.Reason("Kiểm tra lại.", *NEW)
    actions.return_to_reporter(actor=minh, report_id=put_up.pk, reasons=[reason], now=NOW)
    put_up.refresh_from_db()
    say(lan, put_up, "Hỏi thêm.")

    returned, own = threads_of(put_up)
    assert (returned.was_returned, returned.address, own.was_returned) == (
        True,
        "covid19!new",
        False,
    )
    assert [one.text for one in newest_remarks(put_up)] == ["Kiểm tra lại."]


def test_who_may_not_see_the_report_says_nothing_and_only_who_takes_part_settles(
    hoa, lan, minh, thu, report
):
    with pytest.raises(PermissionDenied):
        say(hoa, report)
    first = say(minh, report, assignee_id=lan.pk)

    with pytest.raises(PermissionDenied):
        remarks.settle_remark(actor=thu, remark_id=first.pk, now=NOW)

    assert remarks.settle_remark(actor=minh, remark_id=first.pk, now=NOW).settled_by == minh.ref


def test_a_remark_says_something_stands_somewhere_and_asks_a_colleague(lan, hoa, report):
    with pytest.raises(RemarkSaysNothing):
        say(lan, report, "  ")
    with pytest.raises(NoSuchPlace):
        said = Said("x", "cholera", "new")
        remarks.remark(actor=lan, report_id=report.pk, said=said, now=NOW)
    with pytest.raises(NotAColleague):
        say(lan, report, assignee_id=hoa.pk)


def test_what_is_signed_is_not_talked_about_any_more(lan, filled):
    first = say(lan, filled)
    signed = placed(filled, Stage.SIGNED)

    with pytest.raises(RemarksAreClosed):
        remarks.answer_remark(actor=lan, remark_id=first.pk, text="Muộn rồi.", now=NOW)
    assert unsettled(signed) == []


def test_the_inbox_shows_who_is_asked_what_is_asked(lan, minh, report):
    say(minh, report, assignee_id=lan.pk)

    [mine] = owed(viewer=lan, right=Permission.ENTER, now=NOW)
    assert list(mine.remarks) == ["Sao ít thế?"]


@pytest.fixture
def path(report):
    return f"/reporting/reports/{report.pk}"


def test_the_page_of_a_cell_says_who_typed_it_and_what_is_said(client, lan, minh, path, report):
    fill(lan, report, new=97)
    fill(lan, report, new=98)
    client.force_login(minh)
    client.post(f"{path}/remarks/", {"cell": "covid19!new", "text": "Sao ít thế?"})

    page = client.get(f"{path}/cells/covid19!new/").content.decode()

    assert "Trần Thị Lan nhập lúc 08:00 15/08/2021" in page
    assert "97 → 98" in page
    assert "Sao ít thế?" in page


def test_the_sheet_marks_the_cell_and_lists_what_is_open(client, lan, minh, path, report):
    say(minh, report, assignee_id=lan.pk)
    client.force_login(lan)

    page = client.get(f"{path}/worksheet/").content.decode()

    assert "✎ 1" in page
    assert 'data-card="covid19!new"' in page


def test_one_answers_and_settles_on_the_card_without_leaving_the_sheet(client, lan, path, report):
    first = say(lan, report)
    client.force_login(lan)

    said = {"text": "Đã soát.", "then": "settle", "card": "1"}
    card = client.post(f"{path}/remarks/{first.pk}/", said).content.decode()

    assert "<html" not in card
    assert "Đã soát." in card
    assert unsettled(report) == []


@pytest.mark.requirement(41)
def test_the_page_of_a_cell_sets_it_beside_the_period_before(client, lan, tay_ninh, path, report):
    owe("YT.DICH.NGAY", SATURDAY - dt.timedelta(days=1))
    former = obligation_of(tay_ninh, "D:2021-08-13")
    before = actions.open_report(actor=lan, obligation_id=former.pk, now=NOW)
    placed(fill(lan, before, brought_forward=0, new=80), Stage.ISSUED)
    fill(lan, report, new=100)
    client.force_login(lan)

    page = client.get(f"{path}/cells/covid19!new/").content.decode()

    assert "kỳ trước:</span> 80" in page
    assert "▲ 25,0 %" in page


@pytest.mark.parametrize("where", ["cells/covid19!new/", "remarks/"])
def test_a_stranger_finds_none_of_these_pages(client, hoa, path, where):
    client.force_login(hoa)

    assert client.get(f"{path}/{where}").status_code == 404


def test_a_cell_the_form_does_not_have_is_absent(client, lan, path):
    client.force_login(lan)

    assert client.get(f"{path}/cells/cholera!new/").status_code == 404
