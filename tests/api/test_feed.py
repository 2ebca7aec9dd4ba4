"""Nạp số liệu: a table fills an open worksheet, whole or not at all."""

import pytest
from django.test import Client

from nhip.reporting.models import Cell

GOOD = "row,column,value\ncovid19,brought_forward,6150\ncovid19,new,97\n"


@pytest.fixture
def report_id(tay_ninhs, obligation):
    return tay_ninhs.post(f"obligations/{obligation.pk}/report", {}).json()["id"]


def feed(tay_ninhs, report_id, table, *, kind="text/csv", revision=0, locale="plain"):
    return Client().post(
        f"/api/v1/reports/{report_id}/cells?revision={revision}&locale={locale}",
        table,
        content_type=kind,
        headers=tay_ninhs.headers,
    )


def test_opening_twice_is_opening_once(tay_ninhs, obligation, report_id):
    again = tay_ninhs.post(f"obligations/{obligation.pk}/report", {})

    assert (again.json()["id"], again.json()["stage"]) == (report_id, "editing")


def test_a_table_fills_the_worksheet(tay_ninhs, report_id):
    answer = feed(tay_ninhs, report_id, GOOD)

    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    assert dict(Cell.objects.values_list("column", "value")) == {"brought_forward": 6150, "new": 97}


def test_numbers_may_be_written_the_vietnamese_way(tay_ninhs, report_id):
    feed(tay_ninhs, report_id, "row,column,value\ncovid19,new,1.097\n", locale="vi")

    assert Cell.objects.get(column="new").value == 1097


def test_json_does_the_same(tay_ninhs, report_id):
    table = {"cells": [{"row": "covid19", "column": "new", "state": "nil", "value": None}]}

    answer = feed(tay_ninhs, report_id, table, kind="application/json")

    assert answer.status_code == 200
    assert Cell.objects.get(column="new").state == "nil"


def test_every_wrong_line_is_named_and_nothing_is_stored(tay_ninhs, report_id):
    table = GOOD + "covid19,deaths,1\ncovid19,cumulative,2\ncovid19,new,x\n"

    answer = feed(tay_ninhs, report_id, table)

    found = [(one["code"], one["place"]) for one in answer.json()["facts"]["findings"]]
    assert (answer.status_code, answer.json()["code"]) == (422, "cells-are-wrong")
    assert found == [
        ("no-such-cell", "4"),
        ("cell-is-computed", "5"),
        ("cell-given-twice", "6"),
    ]
    assert not Cell.objects.exists()


@pytest.mark.parametrize("table", ["", "a,b\n1,2\n", 'row,column,value\n"', b"\xff\xfe\x00"])
def test_what_is_no_table_is_refused(tay_ninhs, report_id, table):
    answer = feed(tay_ninhs, report_id, table)

    assert (answer.status_code, answer.json()["code"]) == (422, "cells-are-wrong")


def test_who_fed_an_old_revision_looks_first(tay_ninhs, report_id):
    feed(tay_ninhs, report_id, GOOD)

    answer = feed(tay_ninhs, report_id, "row,column,value\ncovid19,new,98\n")

    assert (answer.status_code, answer.json()["code"]) == (409, "somebody-else-saved")
    assert Cell.objects.get(column="new").value == 97
