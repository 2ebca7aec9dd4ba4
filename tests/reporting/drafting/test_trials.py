"""A draft is tried by chosen units with real figures, marked as a trial, and never counts."""

import subprocess
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from nhip.events.models import Event
from nhip.indicators.models import Observation
from nhip.reporting.actions import drafting, trials
from nhip.reporting.actions.entry import SomebodyElseSaved
from nhip.reporting.models import Obligation, Report, ReportVersion, Trial
from nhip.reporting.rules.drafting import editing
from nhip.reporting.rules.figures import NIL, number
from nhip.reporting.rules.forms import Address
from tests.reporting.country import NOW, make_person
from tests.reporting.drafting.test_designing import DECISION, SPECIFICATION, bound

pytestmark = pytest.mark.usefixtures("august")
FIRST, SECOND, TOTAL = Address("a1", "c1"), Address("a2", "c1"), Address("a", "c1")


@pytest.fixture
def dung(ministry):
    return make_person("dung", "Đỗ Tiến Dũng", "designer", ministry)


@pytest.fixture
def draft(dung, ministry):
    drafted = drafting.Drafted("01/TC", bound(SPECIFICATION))
    return drafting.start_draft(actor=dung, unit_id=ministry.pk, drafted=drafted, now=NOW)


@pytest.fixture
def trial(dung, draft, tay_ninh):
    trials.ask_to_try(actor=dung, draft_id=draft.pk, units=[tay_ninh.pk], now=NOW)
    return Trial.objects.get()


def answer(actor, trial, figures, remark="", revision=0):
    return trials.answer_trial(
        actor=actor, trial_id=trial.pk, answer=trials.Answer(figures, remark, revision), now=NOW
    )


def text_of(pdf):
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_a_trial_is_no_obligation_no_report_and_no_figure(trial, lan):
    answer(lan, trial, {FIRST: number(120), SECOND: NIL}, "Mũi hai chưa thống kê được.")

    assert not Obligation.objects.exists()
    assert not Report.objects.exists()
    assert not ReportVersion.objects.exists()
    assert not Observation.objects.exists()
    trial.refresh_from_db()
    assert trial.given == {FIRST: number(120), SECOND: NIL}


def test_a_unit_is_asked_once(trial, dung, draft, tay_ninh, office):
    asked = trials.ask_to_try(
        actor=dung, draft_id=draft.pk, units=[tay_ninh.pk, office.pk], now=NOW
    )

    assert [one.unit_id for one in asked] == [office.pk]


def test_nobody_is_asked_by_a_stranger_or_without_a_name(hoa, dung, draft, tay_ninh):
    with pytest.raises(PermissionDenied):
        trials.ask_to_try(actor=hoa, draft_id=draft.pk, units=[tay_ninh.pk], now=NOW)
    with pytest.raises(trials.NobodyToAsk):
        trials.ask_to_try(actor=dung, draft_id=draft.pk, units=[], now=NOW)


def test_a_stranger_may_not_fill_it_in(trial, hoa):
    with pytest.raises(PermissionDenied):
        answer(hoa, trial, {})


def test_two_reporters_do_not_overwrite_each_other(trial, lan):
    answer(lan, trial, {FIRST: number(1)})

    with pytest.raises(SomebodyElseSaved):
        answer(lan, trial, {FIRST: number(2)})


def test_figures_of_cells_the_draft_lost_are_dropped(trial, lan, dung, draft):
    answer(lan, trial, {FIRST: number(1), SECOND: number(2)})
    smaller = editing.remove_part(draft.specification, "a2")
    drafting.change_draft(actor=dung, draft_id=draft.pk, specification=smaller, revision=0, now=NOW)

    answer(lan, trial, {FIRST: number(3)}, revision=1)

    trial.refresh_from_db()
    assert trial.given == {FIRST: number(3)}


def test_every_page_of_a_trial_says_so(trial, lan, client):
    client.force_login(lan)
    mine = unescape(client.get("/").content.decode())
    sheet = unescape(client.get(reverse("reporting:trial", args=[trial.pk])).content.decode())
    pdf = client.get(reverse("reporting:trial_page", args=[trial.pk])).content

    assert "Biểu mẫu cần điền thử" in mine
    assert "THỬ NGHIỆM" in sheet
    assert "THỬ NGHIỆM" in text_of(pdf)
    assert "không có giá trị báo cáo" in " ".join(text_of(pdf).split())


def test_a_unit_fills_it_in_on_the_page_and_the_designer_reads_it(trial, lan, dung, client):
    address = reverse("reporting:trial", args=[trial.pk])
    client.force_login(lan)
    typed = {"revision": 0, f"cell:{FIRST}": "1.200", f"cell:{SECOND}": "-", "remark": "Khó đếm."}
    client.post(address, typed)
    client.force_login(dung)

    page = unescape(client.get(reverse("reporting:draft", args=[trial.draft_id])).content.decode())
    sheet = unescape(client.get(address).content.decode())

    assert "Khó đếm." in page
    assert "Trần Thị Lan" in page
    assert sheet.count("1.200") == 2  # the cell and the total over it


def test_what_cannot_be_read_is_kept_in_its_field(trial, lan, client):
    client.force_login(lan)
    address = reverse("reporting:trial", args=[trial.pk])

    page = client.post(address, {"revision": 0, f"cell:{FIRST}": "mười"})

    assert page.status_code == 422
    assert 'value="mười"' in page.content.decode()
    assert Trial.objects.get().answered_at is None


def test_anothers_trial_is_absent(trial, hoa, client):
    client.force_login(hoa)

    for name in ("trial", "trial_page"):
        assert client.get(reverse(f"reporting:{name}", args=[trial.pk])).status_code == 404


@pytest.mark.parametrize("keeps", [True, False])
def test_trials_are_kept_with_the_draft_or_thrown_away(keeps, trial, lan, dung, draft):
    answer(lan, trial, {FIRST: number(1)})
    decision = drafting.Decision(
        DECISION.number, DECISION.date, DECISION.issuer, "2021", DECISION.valid_from,
        keeps_trials=keeps,
    )  # fmt: skip

    drafting.bring_into_force(actor=dung, draft_id=draft.pk, decision=decision, now=NOW)

    assert Trial.objects.exists() == keeps
    if keeps:
        with pytest.raises(trials.TrialIsOver):
            answer(lan, trial, {FIRST: number(2)}, revision=1)


def test_one_trial_is_thrown_away_with_a_trace(trial, dung, client):
    client.force_login(dung)

    client.post(reverse("reporting:end_trial", args=[trial.pk]))

    assert not Trial.objects.exists()
    assert Event.objects.filter(name=trials.ENDED).count() == 1


def test_the_designer_finds_units_and_asks_them_on_the_page(draft, dung, tay_ninh, client):
    client.force_login(dung)
    address = reverse("reporting:draft", args=[draft.pk])

    found = client.get(address, {"u": "tay ninh"}).content.decode()
    client.post(reverse("reporting:ask_to_try", args=[draft.pk]), {"unit": tay_ninh.pk})

    assert f'name="unit" value="{tay_ninh.pk}"' in found
    assert Trial.objects.get().unit == tay_ninh
