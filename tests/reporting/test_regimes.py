"""Requirements 1 to 4: what must hold before a regime is activated."""

import pytest

from nhip.indicators.rules.periods import span
from nhip.indicators.rules.working_days import shipped
from nhip.reporting.rules.deadlines import Window
from nhip.reporting.rules.regimes import (
    ELEVEN_ELEMENTS,
    Class,
    objections,
    parse_regime,
    shared_without_mapping,
)

MONTHLY = {
    "code": "X",
    "name": "Báo cáo thử",
    "class": "administrative",
    "kind": "periodic",
    "content": "Số liệu",
    "reporters": {"kind": "province"},
    "recipients": [{"scheme": "qd20", "code": "G22"}],
    "channel": "Hệ thống thông tin báo cáo",
    "deadlines": [{"tier": "province", "counting": "day_of_month", "number": 25}],
    "to_government": True,
    "frequency": "hằng tháng",
    "calendar": "A12",
    "outline": "x",
    "data_form": "X",
    "legal_basis": [
        {
            "number": "01/2021/TT-BYT",
            "date": "2021-01-01",
            "issuer": "Bộ trưởng Bộ Y tế",
            "issuer_kind": "Minister",
            "kind": "circular",
        }
    ],
}


def objected(period: str = "A12:2021-M08", **changes):
    window = Window(span(period).starts_at, span(period).ends_at)
    regime = parse_regime({**MONTHLY, **changes})
    return objections(regime, [window], working_days=shipped())


def test_a_complete_regime_may_start():
    assert objected() == []


@pytest.mark.requirement(1)
@pytest.mark.parametrize("element", sorted(set(ELEVEN_ELEMENTS) - {"process_guide"}))
def test_a_periodic_regime_without_an_element_is_refused_with_the_article(element):
    found = [one for one in objected(**{element: ""}) if one.element == element]

    clause = ELEVEN_ELEMENTS[element][0]
    assert [one.code for one in found] == ["element-is-absent"]
    assert found[0].article.startswith(f"Điều 7 khoản {clause};")


@pytest.mark.requirement(1)
def test_a_complex_regime_must_have_a_process_guide():
    assert [one.element for one in objected(complex=True)] == ["process_guide"]


@pytest.mark.requirement(1)
def test_an_ad_hoc_regime_needs_less():
    found = objected(kind="ad_hoc", frequency="", calendar="", outline="", legal_basis=[])

    assert found == []


@pytest.mark.requirement(1)
def test_a_thematic_regime_that_repeats_must_say_how_often():
    assert [one.element for one in objected(kind="thematic", frequency="")] == ["frequency"]
    assert objected(kind="thematic", frequency="", repeated=False) == []


@pytest.mark.requirement(2)
@pytest.mark.parametrize(
    "basis",
    [
        [],
        [
            {
                "number": "12/CV",
                "date": "2021-01-01",
                "issuer": "Sở",
                "issuer_kind": "Department",
                "kind": "letter",
            }
        ],
        [MONTHLY["legal_basis"][0] | {"number": ""}],
        [MONTHLY["legal_basis"][0] | {"issuer_kind": "Department"}],
    ],
)
def test_a_periodic_regime_stands_only_in_a_normative_document(basis):
    found = objected(legal_basis=basis)

    assert [one.code for one in found] == ["no-legal-basis"]
    assert "Điều 11 khoản 1" in found[0].article


@pytest.mark.requirement(3)
def test_a_secret_regime_is_refused():
    assert "secret-is-refused" in {one.code for one in objected(**{"class": "secret"})}


@pytest.mark.requirement(3)
def test_statistics_never_use_the_administrative_month():
    found = objected(**{"class": "statistical"})

    assert [one.code for one in found] == ["statistics-keep-their-calendar"]


@pytest.mark.requirement(4)
def test_a_deadline_after_the_25th_is_refused_with_the_article():
    late = [{"tier": "province", "counting": "day_of_month", "number": 27}]

    found = objected(deadlines=late)

    assert [(one.code, one.element) for one in found] == [("later-than-the-25th", "province")]
    assert "Điều 13 khoản 1" in found[0].article
    assert objected(deadlines=late, to_government=False) == []


@pytest.mark.requirement(4)
def test_a_daily_deadline_needs_its_exception_recorded():
    daily = {
        "calendar": "D",
        "deadlines": [{"tier": "province", "counting": "days_after", "number": 1, "time": "10:00"}],
    }
    cited = [{"rule": "Điều 8 khoản 5 điểm b", "citation": "TT 54/2015/TT-BYT Đ5 k6 e"}]

    found = objected("D:2021-08-14", **daily)

    assert [one.code for one in found] == ["less-than-one-working-day"]
    assert objected("D:2021-08-14", **daily, exceptions=cited) == []


@pytest.mark.requirement(3)
def test_statistical_and_administrative_regimes_share_no_figure_without_a_mapping():
    elsewhere = {"POP": Class.STATISTICAL, "OUT": Class.ADMINISTRATIVE}

    shared = shared_without_mapping(Class.ADMINISTRATIVE, ["POP", "OUT"], elsewhere, [])
    mapped = shared_without_mapping(Class.ADMINISTRATIVE, ["POP", "OUT"], elsewhere, ["POP"])

    assert (shared, mapped) == (["POP"], [])
