"""Requirements 1 to 6 on pages: a designer draws a regime up, starts it, and units owe it."""

import csv
import datetime as dt
import io
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from nhip.reporting import actions
from nhip.reporting.actions import drafting, regime_design
from nhip.reporting.actions.regimes import FormIsNotInForce, RegimeMayNotStart
from nhip.reporting.models import Obligation, Regime
from tests.reporting.country import NOW, load, make_person
from tests.reporting.drafting.test_designing import DECISION, SPECIFICATION, bound
from tests.reporting.jobs import run_jobs

pytestmark = pytest.mark.usefixtures("august")

# What a person types on the page of a monthly report of all provinces.
TYPED = {
    "code": "BYT.TIEM.THANG", "name": "Báo cáo tiêm chủng hằng tháng", "content": "Số mũi đã tiêm",
    "kind": "periodic", "class": "administrative", "policy": "exact", "period": "A12:M",
    "tier-0-kind": "province", "tier-0-counting": "day_of_month", "tier-0-number": "20",
    "tier-0-time": "17:00", "tier-0-basis": "Điều 6",
    "recipients": "G18", "channel": "Hệ thống thông tin báo cáo", "frequency": "hằng tháng",
    "outline": "Không có phần lời", "basis-kind": "circular", "basis-number": "12/2021/TT-BYT",
    "basis-date": "09/08/2021", "basis-issuer": "Bộ trưởng Bộ Y tế", "valid_from": "15/08/2021",
    "public": "1",
}  # fmt: skip


@pytest.fixture
def dung(ministry):
    return make_person("dung", "Đỗ Tiến Dũng", "designer", ministry)


@pytest.fixture
def form(dung, ministry):
    """A form of vaccinations that has just come into force."""
    load(indicators=["outbreak"])  # and the calendars with it
    drafted = drafting.Drafted("01/TC", bound(SPECIFICATION))
    draft = drafting.start_draft(actor=dung, unit_id=ministry.pk, drafted=drafted, now=NOW)
    return drafting.bring_into_force(actor=dung, draft_id=draft.pk, decision=DECISION, now=NOW).form


@pytest.fixture
def page(dung, form, ministry, client):
    """Draw a regime up on its page, with some things typed otherwise."""
    client.force_login(dung)

    def draw(**otherwise):
        typed = TYPED | {name.replace("_", "-", 0): text for name, text in otherwise.items()}
        address = reverse("reporting:new_regime", args=[form.pk])
        client.post(address, {"issuer": ministry.pk, **typed})
        return Regime.objects.get(code=typed["code"])

    return draw


def shown(client, regime):
    return unescape(client.get(reverse("reporting:regime", args=[regime.pk])).content.decode())


def activate(client, regime, **typed):
    address = reverse("reporting:activate_regime", args=[regime.pk])
    return client.post(address, typed, follow=True)


@pytest.mark.requirement(1)
def test_a_page_that_says_all_eleven_elements_starts_the_regime_and_units_owe_it(
    page, client, tay_ninh
):
    regime = page()
    before = shown(client, regime)
    activate(client, regime)
    run_jobs(areas=["reporting"])

    assert "Không có điều nào của nghị định cản trở." in before
    assert "17:00 20/09/2021" in before
    owed = Obligation.objects.filter(unit=tay_ninh).order_by("due_at")
    assert [one.due_at for one in owed][:1] == [dt.datetime(2021, 9, 20, 10, tzinfo=dt.UTC)]


@pytest.mark.requirement(1)
def test_what_is_missing_is_said_with_its_article_before_anybody_starts(page, dung, client):
    regime = page(outline="", content="")

    said = shown(client, regime)

    assert "Thiếu: Nội dung" in said
    assert "Điều 7 khoản 2; Điều 11 khoản 2" in said
    assert "Điều 7 khoản 9" in said
    with pytest.raises(RegimeMayNotStart):
        actions.activate_regime(actor=dung, regime_id=regime.pk, now=NOW)


@pytest.mark.requirement(2)
def test_a_periodic_regime_without_a_law_may_not_start(page, client):
    said = shown(client, page(**{"basis-number": ""}))

    assert "Điều 11 khoản 1" in said
    assert "/activate/" not in said


@pytest.mark.requirement(3)
def test_a_secret_report_is_not_even_drawn_up(dung, form, client, ministry):
    address = reverse("reporting:new_regime", args=[form.pk])
    client.force_login(dung)

    answer = client.post(address, {"issuer": ministry.pk, **TYPED, "class": "secret"})

    assert answer.status_code == 409
    assert not Regime.objects.exists()


@pytest.mark.requirement(4)
@pytest.mark.parametrize(
    ("otherwise", "article"),
    [
        ({"tier-0-counting": "days_after", "tier-0-number": "0"}, "Điều 8 khoản 5 điểm b"),
        ({"tier-0-number": "28", "to_government": "1"}, "Điều 13 khoản 1"),
    ],
)
def test_a_deadline_against_the_decree_is_said_unless_another_law_excepts_it(
    otherwise, article, page, client
):
    regime = page(**otherwise)
    against = shown(client, regime)
    excepted = {"exception-gap": "TT 54/2015/TT-BYT", "exception-last-day": "Luật X, Điều 1"}
    client.post(reverse("reporting:regime", args=[regime.pk]), TYPED | otherwise | excepted)

    assert article in against
    assert "Không có điều nào của nghị định cản trở." in shown(client, regime)


@pytest.mark.requirement(5)
def test_who_asks_the_same_units_the_same_again_says_why(page, client):
    activate(client, page())
    again = page(code="BYT.TIEM.LAI", name="Báo cáo tiêm chủng lần hai")

    warned = shown(client, again)
    refused = activate(client, again)
    activate(client, again, overlap_reason="Theo chỉ đạo của Thủ tướng.")

    assert "Báo cáo tiêm chủng hằng tháng → Bộ Y tế" in warned
    assert "BYT.TIEM" in warned
    assert refused.status_code in (200, 409)
    again.refresh_from_db()
    assert again.overlap_reason == "Theo chỉ đạo của Thủ tướng."


def test_a_regime_in_use_does_not_change(page, client, dung):
    regime = page()
    activate(client, regime)

    with pytest.raises(regime_design.RegimeIsInUse):
        regime_design.describe_regime(
            actor=dung, regime_id=regime.pk, described=regime.description, now=NOW
        )


def test_a_stranger_neither_draws_up_nor_starts(page, hoa, ministry, client):
    regime = page()

    with pytest.raises(PermissionDenied):
        regime_design.draft_regime(
            actor=hoa, issuer_id=ministry.pk, described=regime.description, now=NOW
        )
    with pytest.raises(PermissionDenied):
        actions.activate_regime(actor=hoa, regime_id=regime.pk, now=NOW)
    client.force_login(hoa)
    assert client.get(reverse("reporting:regime", args=[regime.pk])).status_code == 404


def test_a_regime_needs_a_form_that_is_in_force_with_it(page, client, dung):
    regime = page(valid_to="20/08/2021")

    with pytest.raises(FormIsNotInForce):
        actions.activate_regime(actor=dung, regime_id=regime.pk, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier-0-number": "nhiều"}, {"tier-0-number": "0"}, {"tier-0-time": "25:00"},
        {"tier-0-kind": "x"}, {"period": "A12:X"}, {"recipients": "Z99"}, {"valid_from": "mai"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_kept(wrong, dung, form, ministry, client):
    client.force_login(dung)
    address = reverse("reporting:new_regime", args=[form.pk])

    answer = client.post(address, {"issuer": ministry.pk, **TYPED, **wrong})

    assert not Regime.objects.exists()
    assert answer.status_code in (302, 409, 422)


@pytest.mark.requirement(6)
def test_anybody_reads_the_list_of_periodic_reports(page, client):
    regime = page()
    activate(client, regime)
    client.logout()

    said = unescape(client.get(reverse("reporting:published")).content.decode())
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(reverse("reporting:published_csv")).content.decode("utf-8-sig"))
        )
    )
    listed = client.get(reverse("reporting:published_json")).json()

    assert "Báo cáo tiêm chủng hằng tháng" in said
    assert rows[0]["recipients"] == "Bộ Y tế"
    assert rows[0]["frequency"] == "hằng tháng"
    assert "12/2021/TT-BYT" in rows[0]["legal_basis"]
    assert listed["regimes"][0]["valid_from"] == "2021-08-15"
    assert "ngày 20 của tháng" in listed["regimes"][0]["deadlines"]


@pytest.mark.requirement(6)
def test_what_is_not_marked_public_is_not_on_the_list(page, client, dung):
    regime = page(public="")
    activate(client, regime)

    assert client.get(reverse("reporting:published_json")).json()["regimes"] == []

    client.post(reverse("reporting:publish_regime", args=[regime.pk]), {"then": "publish"})
    assert len(client.get(reverse("reporting:published_json")).json()["regimes"]) == 1


def test_only_what_is_in_use_is_published(page, dung):
    regime = page(public="")

    with pytest.raises(regime_design.OnlyPeriodicIsPublished):
        regime_design.publish_regime(actor=dung, regime_id=regime.pk, is_public=True, now=NOW)
