"""The worksheet saves by itself: batches on the revision that was seen, or who saved meanwhile."""

import pytest

from nhip.reporting.models import Cell, Report
from nhip.reporting.rules.figures import number
from tests.reporting.country import BROUGHT


@pytest.fixture(autouse=True)
def in_august(august):
    """Every batch of these tests is sent on Sunday 15 August 2021."""


def send(client, person, report, **batch):
    client.force_login(person)
    address = f"/reporting/reports/{report.pk}/batches/"
    said = {"revision": 0} | batch
    return client.post(address, said, content_type="application/json")


def test_a_batch_is_stored_and_the_next_one_stands_on_it(client, lan, report):
    answer = send(client, lan, report, cells={"covid19!brought_forward": "6.150"})

    assert answer.json()["revision"] == 1
    assert Report.objects.get().figures == {BROUGHT: number(6150)}


def test_a_batch_on_an_old_revision_hears_who_saved_what(client, lan, report):
    send(client, lan, report, cells={"covid19!new": "97"})

    answer = send(client, lan, report, cells={"covid19!brought_forward": "6.150"})

    assert answer.status_code == 409
    change = answer.json()["changes"]["covid19!new"]
    assert (change["typed"], change["who"]) == ("97", "Trần Thị Lan")
    assert BROUGHT not in Report.objects.get().figures


def test_a_text_somebody_else_changed_is_not_written_over(client, lan, report):
    before = Report.objects.get().texts["tinh-hinh"]
    seen = {"tinh-hinh": before}
    send(client, lan, report, texts={"tinh-hinh": "Một."}, seen=seen)

    answer = send(client, lan, report, texts={"tinh-hinh": "Hai."}, seen=seen)

    assert answer.status_code == 409
    assert answer.json()["texts"]["tinh-hinh"]["typed"] == "Một."
    assert Report.objects.get().texts["tinh-hinh"] == "Một."


def test_an_unreadable_cell_is_named_and_nothing_is_stored(client, lan, report):
    answer = send(client, lan, report, cells={"covid19!new": "1,234.56"})

    assert answer.status_code == 422
    assert "covid19!new" in answer.json()["faults"]
    assert not Cell.objects.exists()


def test_a_stranger_and_a_leader_store_nothing(client, hoa, minh, report):
    cells = {"covid19!new": "97"}

    assert send(client, hoa, report, cells=cells).status_code == 404
    assert send(client, minh, report, cells=cells).status_code == 403
