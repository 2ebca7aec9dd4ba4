"""Bàn trực: the next deadlines, whom to call, alerts seen to with a note."""

import re
from decimal import Decimal

import pytest

from nhip.indicators.actions import store
from nhip.indicators.models import Indicator
from nhip.indicators.rules.facts import Fact, Imported
from nhip.reporting import actions
from nhip.reporting.models import Acknowledgement
from nhip.reporting.queries.alerts import figure_alerts
from tests.reporting.country import ADMIN, EVER, NOW, at, make_person

pytestmark = pytest.mark.usefixtures("in_august")


@pytest.fixture
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021, before or after 10:00."""
    return august


@pytest.fixture
def quang(office):
    return make_person("quang", "Đỗ Quang", "registry", office)


@pytest.fixture
def say(tay_ninh):
    """Return a function that lets a day's new cases of Tây Ninh be known."""

    def go(day, value):
        source = Imported(f"thử {day}", NOW.date())
        fact = Fact("BYT.DICH.CA", tay_ninh.pk, f"D:2021-08-{day}", value=Decimal(value))
        store(actor=ADMIN, rows=[fact], source=source, now=NOW)

    return go


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def desk_of(client, person):
    client.force_login(person)
    return text(client.get("/duty/"))


def alerts():
    return [(one.kind, one.what) for one in figure_alerts(now=NOW, day=NOW.date())]


def test_the_next_deadline_counts_down(client, quang, obligation):
    page = desk_of(client, quang)

    assert "còn 2 giờ" in page
    assert "1 trên 1 chưa gửi" in page


def test_who_is_missing_stands_there_with_whom_to_call(client, quang, obligation, tay_ninh):
    actions.put_on_duty(
        actor=ADMIN,
        unit_id=tay_ninh.pk,
        name="Trực ban Tây Ninh",
        telephone="000 0000 053",
        valid=EVER,
        now=NOW,
    )

    page = desk_of(client, quang)

    assert "Trực ban Tây Ninh" in page
    assert 'href="tel:0000000053"' in page
    assert f'name="obligation" value="{obligation.pk}"' in page


def test_where_nobody_is_named_it_says_so(client, quang, obligation):
    assert "chưa phân công" in desk_of(client, quang)


def test_the_page_says_what_is_watched_and_that_no_source_gives_thresholds(
    client, quang, obligation
):
    assert "chưa văn bản nào quy định" in desk_of(client, quang)

    Indicator.objects.filter(pk=Indicator.objects.first().pk).update(thresholds={"above": 9})
    assert "1 chỉ tiêu có ngưỡng" in desk_of(client, quang)


def test_a_report_that_did_not_come_is_an_alert_until_somebody_saw_to_it(
    client, quang, obligation, in_august
):
    in_august(at(11))
    assert "chưa nhận được gì" in desk_of(client, quang)

    said = {"kind": "stale", "subject": f"reporting.obligation:{obligation.pk}", "note": "Đã gọi."}
    page = text(client.post("/duty/acknowledge/", said, follow=True))

    assert "Đã gọi." in page
    assert "Đỗ Quang, 11:00 15/08/2021" in page
    assert Acknowledgement.objects.get().actor == quang.ref


@pytest.mark.requirement(51)
def test_only_an_alert_that_is_shown_is_acknowledged(client, quang, obligation):
    client.force_login(quang)
    said = {"kind": "stale", "subject": f"reporting.obligation:{obligation.pk}", "note": "x"}

    assert client.post("/duty/acknowledge/", said).status_code == 404


@pytest.mark.requirement(51)
def test_a_figure_that_breaks_with_the_day_before_is_an_alert(obligation, say):
    say(13, 20)
    say(14, 97)

    assert alerts() == [("break", "97, kỳ trước 20")]


def test_a_few_more_than_very_few_is_no_break(obligation, say):
    say(13, 1)
    say(14, 4)

    assert alerts() == []


@pytest.mark.requirement(51)
def test_a_figure_beyond_its_threshold_is_an_alert(obligation, say):
    Indicator.objects.filter(code="BYT.DICH.CA").update(thresholds={"above": "90"})
    say(13, 80)
    say(14, 97)

    assert alerts() == [("threshold", "97, cao hơn 90")]


def test_a_quiet_desk_says_what_will_appear(client, quang, daily):
    page = desk_of(client, quang)

    assert "Không có hạn gửi nào" in page
    assert "Không thiếu đơn vị nào" in page
    assert "Không có gì bất thường" in page


def test_strangers_find_no_duty_desk(client, lan, nobody):
    for person in (lan, nobody):
        client.force_login(person)
        assert client.get("/duty/").status_code == 404
        assert client.post("/duty/acknowledge/", {}).status_code == 404
