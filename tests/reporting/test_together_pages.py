"""Cùng điền một bảng: who is here expires, parts are given on a page, changes are listed."""

import pytest

from nhip.reporting import actions
from nhip.reporting.models import Presence, Report, Share
from nhip.reporting.queries.changed_cells import changed_cells
from nhip.reporting.rules.forms import Address
from tests.reporting.country import BROUGHT, NEW, NOW, at, fill, make_person
from tests.reporting.test_shares import FORM, on_form

CUMULATIVE = Address("covid19", "cumulative")


@pytest.fixture
def binh(tay_ninh):
    return make_person("binh", "Lê Văn Bình", "reporter", tay_ninh)


@pytest.fixture
def path(report):
    return f"/reporting/reports/{report.pk}"


def present(client, person, path, **said):
    client.force_login(person)
    return client.post(f"{path}/presence/", {"cell": "covid19!new"} | said)


def test_each_hears_who_else_is_here_and_at_which_cell(client, lan, binh, path, august):
    present(client, lan, path)

    heard = present(client, binh, path).json()

    assert heard["others"] == [
        {
            "who": "Trần Thị Lan",
            "cell": "covid19!new",
            "place": "COVID-19, Số ca ghi nhận trong ngày",
        }
    ]
    assert Presence.objects.count() == 2


def test_who_is_silent_for_too_long_or_leaves_is_forgotten(client, lan, binh, path, august):
    present(client, lan, path)
    august(at(8, 1))
    assert present(client, binh, path).json()["others"] == []
    assert [one.person for one in Presence.objects.all()] == [binh]

    present(client, binh, path, left="1")

    assert not Presence.objects.exists()


def test_a_stranger_is_never_here(client, hoa, minh, path, august):
    assert present(client, hoa, path).status_code == 404
    assert present(client, minh, path).status_code == 403


def test_parts_are_given_on_their_page_and_named_above_the_sheet(client, lan, binh, report, august):
    sheet = on_form(report, FORM)
    client.force_login(lan)
    address = f"/reporting/reports/{sheet.pk}/parts/"

    client.post(address, {"row:A": f"person:{binh.pk}", "row:B": ""})
    page = client.get(address).content.decode()
    shown = client.get(f"/reporting/reports/{sheet.pk}/worksheet/").content.decode()

    assert [(one.part, one.person) for one in Share.objects.all()] == [("row:A", binh)]
    assert f'<option value="person:{binh.pk}" selected>' in page
    assert "Y tế: Lê Văn Bình" in shown
    assert 'name="cell:A1!done"' not in shown
    assert 'name="cell:B!done"' in shown


def test_what_changed_since_the_report_came_back_is_listed(lan, minh, put_up):
    actions.return_to_reporter(
        actor=minh, report_id=put_up.pk, reasons=[actions.Reason("Xem lại.")], now=NOW
    )
    report = fill(lan, put_up, now=at(9), new=98)
    report = Report.objects.whole().get(pk=report.pk)

    assert changed_cells(report, "returned", now=at(9)) == [NEW, CUMULATIVE]


def test_what_changed_since_a_moment_is_listed(lan, filled):
    fill(lan, filled, now=at(9), new=98)

    assert changed_cells(filled, "2021-08-15T08:30", now=at(9)) == [NEW]
    assert changed_cells(filled, "today", now=at(9)) == [BROUGHT, NEW]
    assert changed_cells(filled, "gestern", now=at(9)) is None


def test_what_is_other_than_the_period_before_is_listed(lan, filled):
    assert changed_cells(filled, "period", now=NOW) == [BROUGHT, NEW, CUMULATIVE]


def test_the_page_of_changes_is_for_who_sees_the_report(client, lan, hoa, filled, path, august):
    client.force_login(lan)
    asked = client.get(f"{path}/changed/?since=today")
    wrong = client.get(f"{path}/changed/?since=gestern")
    client.force_login(hoa)

    assert asked.json() == {"cells": ["covid19!brought_forward", "covid19!new"]}
    assert wrong.status_code == 422
    assert client.get(f"{path}/changed/?since=today").status_code == 404
