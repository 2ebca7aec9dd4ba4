"""Nộp: a report is put up whole or not at all; the same again has the same answer."""

import pytest

from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.models import Cell, Obligation, Report
from tests.reporting.country import NOW, make_person

SUBMITTED = "reporting.report.submitted"


def send(tay_ninhs, body):
    answer = tay_ninhs.post("reports", body)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def minh(tay_ninh):
    return make_person("minh", "Nguyễn Văn Minh", "leader", tay_ninh)


@pytest.fixture
def give_back(minh):
    """Let the leader return what was sent."""

    def give_back():
        reasons = [actions.Reason("Thiếu ca của huyện Gò Dầu.", "covid19", "new")]
        report = Report.objects.get()
        actions.return_to_reporter(actor=minh, report_id=report.pk, reasons=reasons, now=NOW)

    return give_back


def test_what_is_sent_comes_before_its_signer(tay_ninhs, said):
    sent = send(tay_ninhs, said())

    report = Report.objects.get(pk=sent["id"])
    assert (sent["stage"], sent["round"]) == ("put_up", 1)
    assert sent["version"] == report.version.sha256
    assert (sent["number"], sent["recipients"]) == ("", [])


def test_figures_say_that_a_system_fed_them(tay_ninhs, machine, said):
    send(tay_ninhs, said())

    cells = Cell.objects.filter(column="new")
    assert cells.values_list("value", "origin", "source", "actor").get() == (
        97,
        "feed",
        "API",
        machine.ref,
    )


def test_the_same_again_has_the_same_answer(tay_ninhs, said):
    first = send(tay_ninhs, said())

    again = send(tay_ninhs, said())

    assert again == first
    assert Report.objects.count() == 1
    assert Event.objects.filter(name=SUBMITTED).count() == 1


def test_the_order_of_cells_says_nothing(tay_ninhs, said):
    first, body = send(tay_ninhs, said()), said()
    body["cells"].reverse()

    assert send(tay_ninhs, body) == first


def test_other_figures_are_refused_while_the_leader_has_the_report(tay_ninhs, said):
    send(tay_ninhs, said())

    answer = tay_ninhs.post("reports", said(cells={"new": "98"}))

    assert (answer.status_code, answer.json()["code"]) == (409, "not-from-here")
    assert Cell.objects.get(column="new").value == 97


def test_what_was_returned_says_why_and_is_not_put_up_by_a_repetition(tay_ninhs, said, give_back):
    send(tay_ninhs, said())
    give_back()

    again = send(tay_ninhs, said())

    assert again["stage"] == "returned"
    assert again["remarks"] == [
        {"row": "covid19", "column": "new", "text": "Thiếu ca của huyện Gò Dầu."}
    ]


def test_what_was_returned_is_put_up_again_with_other_figures(tay_ninhs, said, give_back):
    first = send(tay_ninhs, said())
    give_back()

    second = send(tay_ninhs, said(cells={"new": "99"}))

    assert (second["id"], second["stage"]) == (first["id"], "put_up")
    assert second["version"] != first["version"]


def test_a_report_that_disagrees_leaves_nothing_behind(tay_ninhs, said):
    answer = tay_ninhs.post("reports", said(cells={"new": "-1"}))

    (finding,) = answer.json()["facts"]["findings"]
    assert (answer.status_code, answer.json()["code"]) == (422, "figures-disagree")
    assert (finding["code"], finding["row"], finding["column"]) == ("below-zero", "covid19", "new")
    assert not Report.objects.exists()


def test_every_wrong_cell_is_named_and_nothing_is_stored(tay_ninhs, said):
    body = said(cells={"new": "many"})
    body["cells"].append({"row": "cholera", "column": "new", "state": "nil", "value": None})

    answer = tay_ninhs.post("reports", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "cells-are-wrong")
    assert [one["place"] for one in answer.json()["facts"]["findings"]] == ["cells[1]", "cells[2]"]
    assert not Report.objects.exists()


def test_a_warning_without_an_explanation_is_refused(tay_ninhs, said, friday):
    answer = tay_ninhs.post("reports", said(explanations={}))

    assert (answer.status_code, answer.json()["code"]) == (422, "warnings-unexplained")
    assert not Report.objects.exists()


def test_text_and_explanations_come_along(tay_ninhs, said):
    text = "Ghi nhận {covid19!new} ca mới, cộng dồn {covid19!cumulative} ca."

    sent = send(tay_ninhs, said(narrative={"tinh-hinh": text}))

    report = Report.objects.get(pk=sent["id"])
    assert report.texts == {"tinh-hinh": text}
    assert report.version.report.narrative["tinh-hinh"] == (
        "Ghi nhận 97 ca mới, cộng dồn 6.247 ca."
    )
    assert [one.text for one in report.explanations.all()] == ["Ngày đầu."]


def test_a_correction_of_what_was_never_sent_is_refused(tay_ninhs, said):
    answer = tay_ninhs.post("reports", said(reason="Bổ sung 2 ca."))

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-correct")
    assert not Report.objects.exists()


def test_the_leader_can_sign_what_a_system_prepared(tay_ninhs, said, minh, obligation):
    send(tay_ninhs, said())

    prepared = Report.objects.get().put_up_by
    assert prepared != minh.ref
    assert Obligation.objects.get(pk=obligation.pk).reports.count() == 1


def test_what_has_not_left_has_no_receipt(tay_ninhs, said):
    sent = send(tay_ninhs, said())

    answer = tay_ninhs.get(f"reports/{sent['id']}/receipt", recipient="G22")

    assert (answer.status_code, answer.json()["code"]) == (404, "absent")
