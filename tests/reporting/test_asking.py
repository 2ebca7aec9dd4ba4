"""Báo cáo đột xuất: asked for in minutes, owed at once, passed on below with an earlier time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.events.models import Event
from nhip.indicators.rules.working_days import shipped
from nhip.organisations.models import Placement
from nhip.reporting import actions
from nhip.reporting.actions.asking import NobodyIsAsked, NothingIsAsked, NoTimeIsLeft
from nhip.reporting.actions.obligations import ReasonIsMissing
from nhip.reporting.models import AdHocRequest, Obligation, Regime
from nhip.reporting.queries.titles import title_of
from nhip.reporting.rules.asking import Answer, Question
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.regimes import objections, parse_regime
from tests.reporting.country import EVER, NOW, at, make_person, make_unit

QUESTIONS = (
    Question("Số nhà bị ngập", Answer.COUNT, "nhà"),
    Question("Ước thiệt hại", Answer.AMOUNT, "triệu đồng"),
    Question("Kiến nghị", Answer.TEXT),
)
TONIGHT = at(20)


@pytest.fixture
def quang(office, daily):
    """Quang keeps the register of the Government Office."""
    return make_person("quang", "Đỗ Quang", "registry", office)


@pytest.fixture
def communes(tay_ninh):
    found = []
    for turn in range(3):
        unit = make_unit(f"H53.0{turn}", f"Xã {turn}", f"Ủy ban nhân dân xã {turn}", "commune")
        Placement.objects.create(unit=unit, parent=tay_ninh, valid=EVER)
        found.append(unit)
    return found


def asking(agency, whom, **changes):
    facts = {
        "agency_id": agency.pk,
        "title": "Báo cáo nhanh về mưa lũ",
        "content": "Thiệt hại đến 18 giờ",
        "reason": "Bão số 5",
        "basis": "Công điện 01/CĐ-TTg",
        "due_at": TONIGHT,
        "units": [one.pk for one in whom],
        "questions": QUESTIONS,
    }
    return actions.Asking(**facts | changes)


def ask(actor, agency, whom, **changes):
    return actions.ask_report(actor=actor, asking=asking(agency, whom, **changes), now=NOW)


def test_a_request_is_owed_at_once_by_those_it_names(quang, office, tay_ninh):
    asked = ask(quang, office, [tay_ninh])

    owed = Obligation.objects.get(regime=asked.regime)
    assert (asked.regime.code, asked.regime.kind) == ("DX.G22.2021.001", "ad_hoc")
    assert (owed.unit, owed.due_at, owed.frozen_at) == (tay_ninh, TONIGHT, NOW)
    title = title_of(owed, unit="Tây Ninh", now=NOW)
    assert (title.regime, title.basis.deadline) == (
        "Báo cáo nhanh về mưa lũ",
        "Công điện 01/CĐ-TTg",
    )
    assert Event.objects.get(name="reporting.request.asked").data["count"] == 1


def test_its_questions_are_a_form_that_lan_fills_in(quang, office, lan, tay_ninh):
    asked = ask(quang, office, [tay_ninh])
    owed = Obligation.objects.get(regime=asked.regime)

    report = actions.open_report(actor=lan, obligation_id=owed.pk, now=NOW)
    entries = {Address("q1", "answer"): number(12), Address("q2", "answer"): number("35.5")}
    batch = actions.Batch(entries, report.revision)
    report = actions.enter_cells(actor=lan, report_id=report.pk, batch=batch, now=NOW)

    assert report.figures[Address("q1", "answer")] == number(12)
    form = report.form_version.rule
    assert [row.type for row in form.rows] == ["count", "amount", None]
    assert {str(cell) for cell in form.closed} == {"q1!words", "q2!words", "q3!answer"}


def test_questions_that_are_answered_in_words_alone_have_no_column_of_figures(
    quang, office, tay_ninh
):
    asked = ask(quang, office, [tay_ninh], questions=(Question("Kiến nghị", Answer.TEXT),))

    (version,) = asked.regime.form.versions.all()
    assert [(one.code, one.type) for one in version.rule.columns] == [("words", "text")]


def test_its_regime_says_all_that_the_decree_demands(quang, office, tay_ninh):
    asked = ask(quang, office, [tay_ninh])

    rule = parse_regime(asked.regime.description)
    assert objections(rule, [], working_days=shipped()) == []


def test_requests_of_a_year_are_counted(quang, office, tay_ninh):
    codes = [ask(quang, office, [tay_ninh]).regime.code for _twice in range(2)]

    assert codes == ["DX.G22.2021.001", "DX.G22.2021.002"]


def test_a_request_is_no_part_of_the_calendar(quang, office, tay_ninh):
    asked = ask(quang, office, [tay_ninh])

    assert asked.regime not in Regime.objects.running()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reason": " "}, ReasonIsMissing),
        ({"title": ""}, NothingIsAsked),
        ({"basis": " "}, NothingIsAsked),
        ({"questions": ()}, NothingIsAsked),
        ({"questions": (Question(" ", Answer.COUNT),)}, NothingIsAsked),
        ({"due_at": NOW}, NoTimeIsLeft),
        ({"units": []}, NobodyIsAsked),
    ],
)
def test_a_request_says_what_why_by_which_law_and_by_when(wrong, refusal, quang, office, tay_ninh):
    with pytest.raises(refusal):
        ask(quang, office, [tay_ninh], **wrong)


def test_reporters_and_strangers_ask_nobody(lan, hoa, office, tay_ninh, daily):
    for person in (lan, hoa):
        with pytest.raises(PermissionDenied):
            ask(person, office, [tay_ninh])


def test_a_request_stays_as_it_was_asked(quang, office, tay_ninh):
    ask(quang, office, [tay_ninh])

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        AdHocRequest.objects.update(reason="khác")


# --- Passed on below ----------------------------------------------------------------------


def below(actor, owed, units, due_at=None):
    return actions.ask_below(
        actor=actor,
        obligation_id=owed.pk,
        units=[one.pk for one in units],
        due_at=due_at or TONIGHT - dt.timedelta(hours=2),
        now=NOW,
    )


@pytest.fixture
def owed(quang, office, tay_ninh):
    """What Tây Ninh owes to a request of the Government Office."""
    return Obligation.objects.get(regime=ask(quang, office, [tay_ninh]).regime)


def test_a_province_asks_its_communes_on_the_same_form_earlier(owed, minh, communes):
    asked = below(minh, owed, communes)

    lines = Obligation.objects.filter(regime=asked.regime)
    assert (asked.parent, asked.regime.form) == (owed, owed.regime.form)
    assert {one.unit for one in lines} == set(communes)
    assert {one.due_at for one in lines} == {at(18)}
    assert asked.regime.description["recipients"][0]["code"] == "H53"


def test_asking_again_adds_those_not_asked_yet(owed, minh, communes):
    first = below(minh, owed, communes[:1])

    assert below(minh, owed, communes) == first
    assert Obligation.objects.filter(regime=first.regime).count() == 3


def test_those_below_owe_before_the_whole_is_due_and_after_now(owed, minh, communes):
    for moment in (TONIGHT, NOW):
        with pytest.raises(NoTimeIsLeft, match="20:00 15/08/2021"):
            below(minh, owed, communes, due_at=moment)


def test_only_units_below_are_asked(owed, minh, tay_ninh):
    elsewhere = make_unit("H26", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")

    with pytest.raises(NobodyIsAsked):
        below(minh, owed, [elsewhere, tay_ninh])


def test_what_the_calendar_brings_is_passed_on_as_well(obligation, minh, communes):
    asked = below(minh, obligation, communes, due_at=at(9))

    assert Obligation.objects.filter(regime=asked.regime, period=obligation.period).count() == 3


def test_a_stranger_passes_nothing_on(owed, hoa, lan, communes):
    for person in (hoa, lan):
        with pytest.raises(PermissionDenied):
            below(person, owed, communes)
