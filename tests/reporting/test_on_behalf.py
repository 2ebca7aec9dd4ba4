"""Nhập thay: an officer of a unit above fills in for one below, and both names are shown."""

import pytest
from django.core.exceptions import PermissionDenied

from nhip.accounts.models import Grant
from nhip.events.models import Event
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.queries.report_page import report_page
from tests.reporting.country import EVER, NOW, fill, make_person, make_unit

pytestmark = pytest.mark.requirement(27)


@pytest.fixture
def above(tay_ninh):
    """Tây Ninh stands under a unit above for this test."""
    unit = make_unit("V01", "Vùng Đông Nam Bộ", "Vùng Đông Nam Bộ", "region")
    Placement.objects.create(unit=tay_ninh, parent=unit, valid=EVER)
    return unit


@pytest.fixture
def quang(above):
    """Quang reports at the unit above, for it and everything under it."""
    person = make_person("quang", "Đỗ Quang", None, None)
    Grant.objects.create(user=person, role="reporter", unit=above, subtree=True, valid=EVER)
    return person


def test_both_names_stand_in_the_log(quang, report):
    fill(quang, report, new=97)

    said = Event.objects.filter(name="reporting.report.entered").last()
    assert (said.actor, said.data["acts_from"], said.data["on_behalf_of"]) == (
        quang.ref,
        "Vùng Đông Nam Bộ",
        "Tây Ninh",
    )


def test_who_reports_at_home_acts_for_nobody(lan, report):
    fill(lan, report, new=97)

    assert "acts_from" not in Event.objects.filter(name="reporting.report.entered").last().data


def test_the_sheet_the_report_and_its_version_show_both(client, quang, report, august):
    fill(quang, report, brought_forward=0, new=97)
    client.force_login(quang)
    sheet = client.get(f"/reporting/reports/{report.pk}/worksheet/").content.decode()
    put_up = actions.put_up(actor=quang, report_id=report.pk, now=NOW)

    shown = client.get(f"/reporting/versions/{put_up.version.sha256}/").content.decode()
    lines = report_page(put_up, viewer=quang, now=NOW).history

    assert "Bạn điền từ Vùng Đông Nam Bộ, thay cho Tây Ninh" in sheet
    assert "Đỗ Quang, từ Vùng Đông Nam Bộ, thay cho Tây Ninh" in shown
    assert [one.who for one in lines if "thay cho Tây Ninh" in one.detail] == ["Đỗ Quang"] * 2


def test_it_does_not_let_them_sign(quang, report):
    fill(quang, report, brought_forward=0, new=97)
    put_up = actions.put_up(actor=quang, report_id=report.pk, now=NOW)

    with pytest.raises(PermissionDenied):
        actions.begin_signing(actor=quang, report_id=put_up.pk, now=NOW)
