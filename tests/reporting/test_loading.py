"""Nạp và kích hoạt chế độ: what may start, and what is refused under which article."""

import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from nhip.config.demo.owed import STARTED
from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.actions.regimes import (
    AlreadyAsked,
    FiguresOfTwoKinds,
    FormContradictsItself,
    FormIsInUse,
    RegimeMayNotStart,
    SecretIsRefused,
)
from nhip.reporting.models import Form, FormVersion, Regime
from tests.reporting.country import ADMIN, NOW, activate, load, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    return read("forms", "dich-ngay")[0]


@pytest.fixture
def regime():
    return read("regimes", "dich-ngay")[0]


def load_these(form, *regimes, actor=ADMIN):
    return actions.load_regimes(actor=actor, forms=[form], regimes=regimes, now=NOW)


def test_the_command_loads_and_starts_all_that_is_shipped():
    call_command("load_regimes", "--activate")

    assert Regime.objects.count() >= len(STARTED)
    assert not Regime.objects.exclude(status=Regime.Status.ACTIVE).exists()
    assert FormVersion.objects.filter(activated_at=None).count() == 0


def test_the_command_starts_those_named_and_leaves_the_others_as_drafts():
    call_command("load_regimes", activate=STARTED)

    assert set(Regime.objects.running().values_list("code", flat=True)) == set(STARTED)
    assert Regime.objects.filter(status=Regime.Status.DRAFT).exists()


def test_loading_twice_changes_nothing(form, regime):
    assert load_these(form, regime) == 2
    assert load_these(form, regime) == 0

    assert Event.objects.filter(name="reporting.regime.loaded").count() == 1


@pytest.mark.requirement(7)
def test_a_form_in_use_does_not_change_in_place(form, regime):
    load_these(form, regime)
    activate("YT.DICH.NGAY")
    form["specification"]["title"] = "Khác"

    with pytest.raises(FormIsInUse):
        load_these(form)


def test_more_words_in_english_are_no_other_form(form, regime):
    load_these(form, regime)
    activate("YT.DICH.NGAY")
    form["specification"]["unit_en"] = "Cases of the disease"

    assert load_these(form) == 0
    assert FormVersion.objects.get().rule.unit_en == "Cases"


@pytest.mark.requirement(7)
def test_a_new_version_of_a_form_stands_beside_the_old_one(form, regime):
    form["valid_to"] = "2022-01-01"
    load_these(form, regime)
    later = copy.deepcopy(form) | {"version": "2022", "valid_from": "2022-01-01", "valid_to": None}
    load_these(later)

    held = Form.objects.get(code="DICH-NGAY")
    in_force = FormVersion.objects.in_force
    assert in_force(held.pk, on=NOW.date()).version == "2021"
    assert in_force(held.pk, on=NOW.date().replace(year=2022)).version == "2022"


def test_a_form_that_contradicts_itself_is_refused(form):
    form["specification"]["columns"][2]["formula"] = "cumulative + new"

    with pytest.raises(FormContradictsItself, match="theo vòng"):
        load_these(form)


@pytest.mark.requirement(3)
def test_secret_reports_have_no_place_here(form, regime):
    with pytest.raises(SecretIsRefused):
        load_these(form, regime | {"class": "secret"})

    assert not Regime.objects.exists()


def test_a_stranger_may_not_load_or_start_regimes(form, regime, hoa):
    load_these(form, regime)

    with pytest.raises(PermissionDenied):
        load_these(form, regime, actor=hoa)
    with pytest.raises(PermissionDenied):
        actions.activate_regime(actor=hoa, regime_id=Regime.objects.get().pk, now=NOW)


def test_a_started_regime_says_when_and_starting_it_again_changes_nothing(form, regime):
    load_these(form, regime)
    activate("YT.DICH.NGAY")
    started = activate("YT.DICH.NGAY", now=NOW.replace(hour=9))

    assert (started.status, started.activated_at) == (Regime.Status.ACTIVE, NOW)
    assert Event.objects.filter(name="reporting.regime.activated").count() == 1


@pytest.mark.requirement(1)
@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"recipients": []}, "element-is-absent", "Điều 7 khoản 4"),
        ({"legal_basis": []}, "no-legal-basis", "Điều 11 khoản 1"),
        ({"exceptions": []}, "less-than-one-working-day", "Điều 8 khoản 5 điểm b"),
        ({"class": "statistical", "calendar": "A12"}, "statistics-keep-their-calendar", "Điều 1"),
    ],
)
def test_what_the_decree_forbids_does_not_start_and_the_article_is_named(
    form, regime, changes, code, article
):
    cut = {"cut": "M"} if "calendar" in changes else {}
    load_these(form, regime | changes | cut)

    with pytest.raises(RegimeMayNotStart) as refusal:
        activate("YT.DICH.NGAY")

    found = {one["code"]: one["article"] for one in refusal.value.facts["objections"]}
    assert article in found[code]
    assert refusal.value.facts["count"] == len(found)


@pytest.mark.requirement(4)
def test_a_deadline_past_the_25th_does_not_start():
    load(forms=["dich-thang"])
    late = read("regimes", "dich-thang")[0]
    late["deadlines"][0]["number"] = 26
    actions.load_regimes(actor=ADMIN, forms=[], regimes=[late], now=NOW)

    with pytest.raises(RegimeMayNotStart, match="Điều 13 khoản 1"):
        activate("YT.DICH.THANG")


@pytest.mark.requirement(5)
def test_the_same_figures_of_the_same_reporters_for_the_same_window_need_a_reason(form, regime):
    load_these(form, regime, regime | {"code": "YT.DICH.NGAY.2", "name": "Báo cáo trùng"})
    activate("YT.DICH.NGAY")

    with pytest.raises(AlreadyAsked, match="Báo cáo tình hình dịch bệnh hằng ngày"):
        activate("YT.DICH.NGAY.2")

    assert activate("YT.DICH.NGAY.2", overlap_reason="Dịch lan rộng").overlap_reason


@pytest.mark.requirement(5)
def test_figures_for_another_window_are_no_double_demand(form, regime):
    load(forms=["dich-ngay", "dich-thang"], regimes=["dich-ngay", "dich-thang"])
    activate("YT.DICH.NGAY")

    assert activate("YT.DICH.THANG").status == Regime.Status.ACTIVE


@pytest.mark.requirement(3)
def test_statistics_and_administrative_reports_share_no_figure_without_a_mapping(form, regime):
    statistics = regime | {"code": "TK.DICH", "name": "Thống kê", "class": "statistical"}
    mapped = statistics | {"code": "TK.DICH.2"}
    mapped["shared_with_other_class"] = ["BYT.DICH.CA", "BYT.DICH.CA.DAUKY"]
    load_these(form, regime, statistics, mapped)
    activate("YT.DICH.NGAY")

    with pytest.raises(FiguresOfTwoKinds, match=r"BYT\.DICH\.CA"):
        activate("TK.DICH")

    assert activate("TK.DICH.2", overlap_reason="Có ánh xạ").status == Regime.Status.ACTIVE
