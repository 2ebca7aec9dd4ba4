"""Ai quá hạn: who is late, how often this year, urged with one click; the board as a workbook."""

import io
import re

import pytest
import python_calamine

from nhip.documents.models import Document
from nhip.reporting import actions
from nhip.reporting.models import Obligation, Urge
from nhip.reporting.queries.lateness import Reach, late_units
from nhip.reporting.rules.states import Stage
from tests.reporting.country import ADMIN, NOW, SATURDAY, at, make_person, make_unit, owe
from tests.reporting.standing import report_at

pytestmark = pytest.mark.requirement(48)


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021, after the time was up."""
    august(at(11))
    return august


@pytest.fixture
def quang(office):
    return make_person("quang", "Đỗ Quang", "registry", office)


@pytest.fixture
def ha_noi(obligation):
    """A second province, which sent its report of Friday after the time, and that of Saturday."""
    unit = make_unit("H26", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")
    owe("YT.DICH.NGAY", SATURDAY.replace(day=13))
    late = Obligation.objects.get(unit=unit)
    report = report_at(Stage.ISSUED, late)
    Document.objects.filter(pk=report.document_id).update(sent_at=at(9))
    return unit


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(client, person, address="/progress/late/"):
    client.force_login(person)
    return text(client.get(address))


def counted(obligation, now=None):
    reach = Reach([obligation.regime_id], None, [obligation.regime_id])
    january = at(0).replace(month=1, day=1)
    found = late_units(reach, since=january, now=now or at(11))
    return {one.unit: (one.owed, one.times, one.now) for one in found}


def test_late_now_and_late_then_are_counted_for_each_unit(obligation, ha_noi):
    assert counted(obligation) == {"Tây Ninh": (2, 2, 2), "Hà Nội": (1, 1, 0)}


def test_what_is_excluded_or_moved_is_not_counted(obligation, ha_noi):
    for owed in Obligation.objects.exclude(unit=ha_noi):
        if owed.pk == obligation.pk:
            actions.extend(actor=ADMIN, obligation_id=owed.pk, due_at=at(15), reason="thử", now=NOW)
        else:
            actions.exclude(actor=ADMIN, obligation_id=owed.pk, reason="thử", now=NOW)

    assert counted(obligation) == {"Hà Nội": (1, 1, 0)}


def test_all_who_are_late_are_urged_with_one_click(client, quang, obligation, ha_noi):
    page = opened(client, quang)
    assert page.index(">Tây Ninh</a>") < page.index(">Hà Nội</a>")

    page = text(client.post("/progress/late/urge/", follow=True))

    assert "Đã đôn đốc 2 báo cáo." in page
    assert Urge.objects.count() == 2


def test_one_unit_is_urged_for_all_it_is_late_with(client, quang, obligation, ha_noi, tay_ninh):
    client.force_login(quang)

    client.post("/progress/late/urge/", {"unit": tay_ninh.pk})

    assert {one.obligation.unit for one in Urge.objects.all()} == {tay_ninh}
    assert client.post("/progress/late/urge/", {"unit": ha_noi.pk}).status_code == 404


def test_a_reporter_sees_the_own_unit_and_urges_nobody(client, lan, obligation, ha_noi):
    page = opened(client, lan)

    assert ">Tây Ninh</a>" in page
    assert ">Hà Nội</a>" not in page
    assert client.post("/progress/late/urge/").status_code == 404


def test_strangers_find_nobody_late(client, hoa, nobody, obligation):
    assert ">Tây Ninh</a>" not in opened(client, hoa)
    client.force_login(nobody)
    assert client.get("/progress/late/").status_code == 404


def test_the_board_is_taken_along_as_a_workbook(client, quang, obligation):
    client.force_login(quang)

    answer = client.get("/progress/export.xlsx")

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["Đơn vị", "Tây Ninh"]
    assert rows[1][2:4] == ["chưa lập", "15/08/2021 10:00"]
