"""Bảng số liệu: totals lead with coverage, name what is missing, and walk to the signature."""

import datetime as dt
import re

import pytest

from nhip.command_centre.queries.pictures import _amount
from nhip.indicators.rules.values import MISSING, NIL
from nhip.organisations.models import Code
from tests.command_centre.conftest import imported, reported
from tests.reporting.country import EVER, NOW

BOARD = "/command-centre/?regime=YT.DICH.NGAY&period=D:2021-08-14"
NEW = "regime=YT.DICH.NGAY&period=D:2021-08-14&cell=covid19!new"


def page_of(client, person, address=BOARD, **headers):
    client.force_login(person)
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def tile(page, label):
    """Return the card of one figure."""
    cards = re.findall(r'<li class="card-plain.*?</li>', page)
    return next(card for card in cards if label in card)


@pytest.mark.requirement(37)
def test_a_total_leads_with_its_coverage_and_names_what_is_missing(client, analyst, country):
    card = tile(page_of(client, analyst), "Số ca ghi nhận trong ngày")

    assert ">97</a>" in card
    assert "<strong>1/2</strong>" in card
    assert "còn thiếu: Hà Nội" in card


@pytest.mark.requirement(49)
def test_a_total_says_its_window_source_and_when_it_came(client, analyst, country):
    page = page_of(client, analyst)

    assert "00:00 14/08/2021 – 24:00 14/08/2021" in page
    assert "1 báo cáo đã ký số" in tile(page, "trong ngày")
    assert "số mới nhất nhận lúc 08:00 15/08/2021" in tile(page, "trong ngày")


@pytest.mark.requirement(49)
def test_before_the_due_time_figures_are_on_their_way_after_it_late(
    client, analyst, country, august
):
    assert "đang về" in tile(page_of(client, analyst), "trong ngày")

    august(NOW.replace(hour=11))

    assert "chưa đủ khi đã quá hạn" in tile(page_of(client, analyst), "trong ngày")


def test_the_board_opens_at_the_newest_period_that_has_ended(client, analyst, country):
    page = page_of(client, analyst, "/command-centre/")

    assert '<option value="D:2021-08-14" selected>' in page


@pytest.mark.requirement(38)
def test_yesterdays_board_is_unchanged_by_a_correction(client, analyst, country, tay_ninh, august):
    later = NOW + dt.timedelta(hours=2)
    reported("f" * 64, tay_ninh, 99, now=later, replaces=country.version.sha256)
    august(NOW + dt.timedelta(hours=3))

    now = tile(page_of(client, analyst), "trong ngày")
    then = tile(page_of(client, analyst, BOARD + "&as_of=2021-08-15T08:30"), "trong ngày")

    assert ">99</a>" in now
    assert ">97</a>" in then
    assert "sau đó đã được thay thế" in then


@pytest.mark.requirement(50)
def test_the_walk_goes_from_the_country_to_its_provinces(client, analyst, country):
    page = page_of(client, analyst, f"/command-centre/line/?{NEW}")

    assert "Còn thiếu: 1 đơn vị" in page
    assert re.search(r'<th scope="row">Tây Ninh</th><td class="num"><a href="[^"]*">97</a>', page)


@pytest.mark.requirement(50)
def test_from_a_province_to_its_report_and_its_cell(client, analyst, country, tay_ninh):
    page = page_of(client, analyst, f"/command-centre/figure/?{NEW}&unit={tay_ninh.pk}")

    assert f'href="/reporting/versions/{country.version.sha256}/?cell=covid19%21new"' in page
    assert f'href="/documents/{country.document_id}/signatures/"' in page


@pytest.mark.requirement(50)
def test_from_the_report_to_the_signed_document(client, analyst, country):
    address = f"/reporting/versions/{country.version.sha256}/?cell=covid19!new"

    page = page_of(client, analyst, address)

    assert "<strong>97</strong>" in page
    assert f'href="/documents/{country.document_id}/"' in page


def test_imported_figures_say_so_and_never_show_the_signed_mark(client, analyst, country, ha_noi):
    imported(ha_noi, 40)

    page = page_of(client, analyst, f"/command-centre/figure/?{NEW}&unit={ha_noi.pk}")

    assert "nhập từ nguồn: Cổng thông tin Bộ Y tế, 14/08/2021" in page
    assert "Việc truy vết dừng tại đây" in page
    assert "✔" not in page


def test_a_total_of_both_kinds_says_both(client, analyst, country, ha_noi):
    imported(ha_noi, 40)

    card = tile(page_of(client, analyst), "trong ngày")

    assert ">137</a>" in card
    assert "1 báo cáo đã ký số; nhập từ nguồn: Cổng thông tin Bộ Y tế, 14/08/2021" in card


def test_a_province_that_is_missing_is_a_page_too(client, analyst, country, ha_noi):
    page = page_of(client, analyst, f"/command-centre/figure/?{NEW}&unit={ha_noi.pk}")

    assert "Chưa có số liệu nào được duyệt" in page


def test_everything_said_of_a_figure_stays_readable(client, analyst, country, tay_ninh, august):
    later = NOW + dt.timedelta(hours=2)
    reported("f" * 64, tay_ninh, 99, now=later, replaces=country.version.sha256)
    august(NOW + dt.timedelta(hours=3))

    page = page_of(client, analyst, f"/command-centre/figure/?{NEW}&unit={tay_ninh.pk}")

    assert "Mọi giá trị đã từng công bố" in page
    assert '<td class="num">97</td>' in page
    assert '<td class="num">99</td>' in page


def test_htmx_gets_the_figures_alone_and_what_is_new_is_marked(client, analyst, country):
    address = f"{BOARD}&seen=2021-08-15T07:00:00%2B07:00"

    part = page_of(client, analyst, address, hx_request="true")

    assert "<html" not in part
    assert 'class="card-plain fresh"' in part
    assert 'id="told"' in part


def test_without_javascript_the_page_holds_everything(client, analyst, country):
    page = page_of(client, analyst)

    assert "<html" in page
    assert ">97</a>" in page


def test_a_province_sees_its_own_figures_only(client, lan, country):
    card = tile(page_of(client, lan), "trong ngày")

    assert "đủ 1 đơn vị" in card


@pytest.mark.requirement(49)
def test_agencies_are_connected_and_supplying_apart(client, analyst, country):
    page = page_of(client, analyst, "/command-centre/agencies/")

    assert re.search(r"<strong>0</strong> cơ quan đã kết nối.*<strong>1</strong> cơ quan đã", page)
    assert re.search(r'Tây Ninh.*?<td class="num">1/1</td>', page)


def test_strangers_find_no_board(client, nobody, country):
    client.force_login(nobody)

    for page in ("", "line/?" + NEW, f"figure/?{NEW}&unit=1", "agencies/"):
        assert client.get(f"/command-centre/{page}").status_code == 404


def test_a_figure_that_does_not_exist_is_absent(client, analyst, country):
    client.force_login(analyst)

    for page in (f"line/?{NEW}x", f"figure/?{NEW}&unit=999999", "line/"):
        assert client.get(f"/command-centre/{page}").status_code == 404


def test_a_change_is_taken_over_the_units_present_in_both_periods(
    client, analyst, country, tay_ninh, ha_noi
):
    imported(tay_ninh, 90, period="D:2021-08-13")
    imported(ha_noi, 500, period="D:2021-08-13")

    card = tile(page_of(client, analyst), "Số ca ghi nhận trong ngày")

    assert "▲ +7 (+7,8 %)" in card
    assert "tính trên 1 đơn vị có số ở cả hai kỳ" in card


def test_a_change_of_two_full_totals_says_that_it_is_over_all(
    client, analyst, country, tay_ninh, ha_noi
):
    imported(ha_noi, 40)
    imported(tay_ninh, 90, period="D:2021-08-13")
    imported(ha_noi, 50, period="D:2021-08-13")

    card = tile(page_of(client, analyst), "Số ca ghi nhận trong ngày")

    assert "▼ -3 (-2,1 %)" in card
    assert "tính trên cả 2 đơn vị" in card


def test_nothing_is_compared_with_a_period_without_figures(client, analyst, country):
    assert "so với" not in tile(page_of(client, analyst), "Số ca ghi nhận trong ngày")


def test_an_incomplete_tile_leads_with_its_coverage(client, analyst, country):
    card = tile(page_of(client, analyst), "Số ca ghi nhận trong ngày")

    assert card.index("1/2") < card.index(">97</a>")


def test_the_board_draws_a_map_a_ranking_and_a_trend_each_with_its_table(
    client, analyst, country, tay_ninh
):
    Code.objects.create(unit=tay_ninh, scheme="gso", value="72", valid=EVER)

    page = page_of(client, analyst)

    assert [f'data-chart="{key}-spec"' in page for key in ("map", "ranking", "trend")] == [True] * 3
    assert page.count("<summary>") == 3


def test_a_wanted_line_is_drawn_by_its_address(client, analyst, country):
    page = page_of(client, analyst, f"/command-centre/?{NEW}")

    assert '<option value="covid19!new" selected>' in page


def test_who_reported_that_there_was_nothing_is_not_drawn_as_missing():
    assert _amount(NIL) == 0
    assert _amount(MISSING) is None
