"""How the API says no: one shape, a code for programs and a sentence for people."""

import pytest
from django.test import Client


def refuse(caller, body, language):
    return Client().post(
        "/api/v1/reports",
        body,
        content_type="application/json",
        headers={**caller.headers, "Accept-Language": language},
    )


def test_a_refusal_is_a_problem_with_code_detail_and_facts(tay_ninhs, said):
    another = said(form={"code": "DICH-NGAY", "version": "1999"})

    answer = refuse(tay_ninhs, another, "en")

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "status": 409,
        "code": "another-form",
        "detail": "This report follows the form DICH-NGAY in version 2021.",
        "facts": {"form": "DICH-NGAY", "version": "2021"},
    }


def test_a_request_that_is_none_says_where(tay_ninhs):
    answer = tay_ninhs.post("reports", {"obligation": "many", "form": {"code": "DICH-NGAY"}})

    found = {one["place"] for one in answer.json()["facts"]["findings"]}
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert found == {"body.said.obligation", "body.said.form.version", "body.said.cells"}


def test_what_is_not_json_is_unreadable(tay_ninhs):
    answer = Client().post(
        "/api/v1/reports", "{", content_type="application/json", headers=tay_ninhs.headers
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_what_one_may_not_see_is_absent(hoas, said, obligation):
    answers = [
        hoas.post("reports", said()),
        hoas.post("reports/rehearse", said()),
        hoas.post(f"obligations/{obligation.pk}/report", {}),
        hoas.get("reports/1"),
        hoas.get("reports/1/receipt"),
        hoas.post("reports/1/cells?revision=0", {"cells": []}),
        hoas.get("forms/NO-SUCH/1"),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "absent")}
    assert not obligation.reports.exists()


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/nothing-of-the-kind", 404, "absent"),
        ("/api/v1/forms/%0A/0", 404, "absent"),
        ("/api/v1/forms/a%00/1", 400, "unreadable"),
    ],
)
def test_an_address_that_is_none_is_a_problem_as_well(tay_ninhs, address, status, code):
    answer = Client().get(address, headers=tay_ninhs.headers)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert Client().get("/nothing-of-the-kind")["Content-Type"].startswith("text/html")


def test_what_one_may_see_but_not_do_is_forbidden(obligation, said, tay_ninh):
    from tests.api.conftest import caller_for
    from tests.reporting.country import make_person

    minhs = caller_for(make_person("minh", "Nguyễn Văn Minh", "leader", tay_ninh))

    answers = [minhs.post("reports", said()), minhs.post("reports/rehearse", said())]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "forbidden")}


@pytest.mark.parametrize(
    "address", ["obligations?regime=%00", "forms/%00/1", "reports/9" + "0" * 30]
)
def test_what_no_database_keeps_is_refused_plainly(tay_ninhs, address):
    assert tay_ninhs.get(address).status_code in {400, 404, 422}


def test_a_text_that_no_database_keeps_leaves_nothing(tay_ninhs, said, obligation):
    answer = tay_ninhs.post("reports", said(reason="", explanations={"\u0000": "x"}))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert not obligation.reports.exists()


def test_json_without_end_is_unreadable(tay_ninhs):
    answer = Client().post(
        "/api/v1/reports", "[" * 100_000, content_type="application/json", headers=tay_ninhs.headers
    )

    assert answer.status_code == 400
