"""Đã điền bao nhiêu: the inbox says it of every report, begun or not, whatever their number."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.filled import Filled
from nhip.reporting.queries.inbox import owed
from nhip.reporting.rules.figures import number
from tests.reporting.country import ADMIN, DAY, NOW, SATURDAY, fill, owe


def lines(person):
    found = owed(viewer=person, right=Permission.ENTER, now=NOW)
    return [(line.report_id is not None, line.filled) for line in found]


@pytest.fixture
def published(tay_ninh):
    fact = Fact("BYT.DICH.CA", tay_ninh.pk, DAY, value=number(97).number)
    store(actor=ADMIN, rows=[fact], source=Imported("Bộ Y tế", SATURDAY), now=NOW)


def test_a_report_not_begun_says_how_much_of_it_is_known(lan, obligation, published):
    assert lines(lan) == [(False, Filled(1, 2))]


def test_a_report_begun_says_how_much_of_it_is_filled_in(lan, report):
    fill(lan, report, brought_forward=6150, new=97)

    assert lines(lan) == [(True, Filled(2, 2))]


def test_the_count_costs_the_same_for_one_report_and_for_many(lan, tay_ninh, daily, obligation):
    def asked():
        with CaptureQueriesContext(connection) as statements:
            lines(lan)
        return len(statements)

    one = asked()
    owe("YT.DICH.NGAY", SATURDAY.replace(day=1), SATURDAY)

    assert (asked(), len(lines(lan))) == (one, 14)


def test_the_inbox_says_it(client, lan, obligation, published, august):
    client.force_login(lan)

    assert "Đã có số liệu ở 1 trong 2 ô" in client.get("/").content.decode()
