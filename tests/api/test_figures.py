"""Figures with who says so, totals with their coverage, now or as they were known."""

import datetime as dt
from decimal import Decimal

import pytest

from nhip.accounts.models import Grant
from nhip.core.web import system
from nhip.indicators.actions import store, withdraw
from nhip.indicators.rules.facts import Fact, Imported, Reported
from tests.api.conftest import caller_for
from tests.reporting.country import DAY, EVER, NOW, make_person

VERSION, EARLIER = "a" * 64, "b" * 64
TENTH = dt.date(2021, 8, 10)
BULLETIN = Imported("Bản tin 14/8", TENTH)


def take_in(unit, value, *, source, now=NOW):
    fact = Fact("BYT.DICH.CA", unit.pk, DAY, value=Decimal(value))
    store(actor=system("reporting"), rows=[fact], source=source, now=now)


@pytest.fixture
def analyst(daily, tay_ninh, ha_noi):
    """A reader who may see both provinces."""
    mai = make_person("mai", "Vũ Thị Mai", "analyst", tay_ninh)
    Grant.objects.create(user=mai, role="analyst", unit=ha_noi, valid=EVER)
    return caller_for(mai)


@pytest.fixture
def known(daily, tay_ninh, ha_noi):
    """Tây Ninh reported 97; of Hà Nội an imported series says 38."""
    take_in(tay_ninh, 97, source=Reported(VERSION))
    take_in(ha_noi, 38, source=BULLETIN)


ASKED = {"indicator": "BYT.DICH.CA", "period": DAY}


def test_a_figure_says_who_says_so(known, analyst):
    ha_noi, tay_ninh = analyst.get("observations", **ASKED).json()

    assert (tay_ninh["unit"], tay_ninh["value"]) == ({"code": "H53", "name": "Tây Ninh"}, "97")
    assert (tay_ninh["version"], tay_ninh["source"]) == (VERSION, "")
    assert (ha_noi["value"], ha_noi["version"]) == ("38", None)
    assert (ha_noi["source"], ha_noi["source_date"]) == ("Bản tin 14/8", "2021-08-10")


def test_figures_are_asked_for_by_the_codes_of_units(known, analyst):
    (figure,) = analyst.get("observations", **ASKED, unit="H53").json()

    assert figure["unit"]["code"] == "H53"


def test_a_total_says_what_it_stands_on(known, analyst):
    total = analyst.get("totals", **ASKED).json()

    assert (total["value"], total["expected"], total["present"]) == ("135", 2, 2)
    assert (total["missing"], total["versions"]) == ([], [VERSION])
    assert total["sources"] == ["Bản tin 14/8, 2021-08-10"]


@pytest.mark.requirement(37)
def test_a_total_names_who_is_missing(daily, tay_ninh, analyst):
    take_in(tay_ninh, 97, source=Reported(VERSION))

    total = analyst.get("totals", **ASKED).json()

    assert (total["value"], total["expected"], total["present"]) == ("97", 2, 1)
    assert total["missing"] == [{"code": "H26", "name": "Hà Nội"}]


@pytest.mark.requirement(38)
def test_what_was_known_then_can_be_asked_for(daily, tay_ninh, analyst):
    take_in(tay_ninh, 90, source=Reported(EARLIER), now=NOW)
    later = NOW + dt.timedelta(hours=2)
    take_in(tay_ninh, 97, source=Reported(VERSION, EARLIER), now=later)

    then = analyst.get("totals", **ASKED, unit="H53", as_of=NOW.isoformat()).json()
    now = analyst.get("totals", **ASKED, unit="H53").json()

    assert (then["value"], then["stale"]) == ("90", True)
    assert (now["value"], now["stale"]) == ("97", False)


def test_what_was_returned_is_in_no_total(daily, tay_ninh, analyst):
    take_in(tay_ninh, 97, source=Reported(VERSION))
    withdraw(actor=system("reporting"), version_sha256=VERSION, now=NOW)

    total = analyst.get("totals", **ASKED).json()

    assert (total["state"], total["value"], total["present"]) == ("missing", None, 0)


def test_what_does_not_add_up_is_refused(known, analyst):
    from nhip.indicators.models import Indicator

    Indicator.objects.filter(code="BYT.DICH.CA").update(over_place="none")

    answer = analyst.get("totals", **ASKED)

    assert (answer.status_code, answer.json()["code"]) == (409, "does-not-add")


def test_a_reader_sees_no_unit_beyond_their_own(known, tay_ninhs):
    seen = [one["unit"]["code"] for one in tay_ninhs.get("observations", **ASKED).json()]
    total = tay_ninhs.get("totals", **ASKED).json()

    assert seen == ["H53"]
    assert (total["value"], total["expected"]) == ("97", 1)


def test_units_that_one_may_not_see_are_as_unknown_as_those_that_are_none(known, tay_ninhs):
    unseen = tay_ninhs.get("totals", **ASKED, unit="H26")
    unknown = tay_ninhs.get("totals", **ASKED, unit="H99")

    assert (unseen.status_code, unseen.json()["code"]) == (422, "unknown-units")
    assert unseen.json()["detail"].replace("H26", "H99") == unknown.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"period": "D:2021-02-30"}, 422, "unknown-period"),
        ({"period": "nonsense"}, 422, "unknown-period"),
        ({"indicator": "NO.SUCH"}, 409, "unknown-indicator"),
        ({"disaggregation": "sex"}, 422, "invalid-request"),
        ({"as_of": "yesterday"}, 422, "invalid-request"),
        ({"as_of": "2021-08-15T08:00:00"}, 422, "invalid-request"),
    ],
)
def test_a_question_that_is_none_says_so(daily, analyst, asked, status, code):
    answer = analyst.get("totals", **ASKED | asked)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
