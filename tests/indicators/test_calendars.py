"""Lịch kỳ báo cáo: exact windows, tiling, keys that can be read back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhip.indicators.rules.calendars import NoSuchPeriod
from nhip.indicators.rules.periods import (
    CALENDARS,
    DoesNotTile,
    moved,
    parts,
    span,
    span_on,
    tiles,
    year_before,
)

YEARS = range(2019, 2036)
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31))
CUTS = [(calendar.code, cut) for calendar in CALENDARS.values() for cut in calendar.cuts]
GAPLESS = [
    (code, cut)
    for code, cut in CUTS
    if (rule := CALENDARS[code].cuts[cut]).length in (0, rule.months or rule.days)
]


@pytest.mark.fixture_case("T1")
@pytest.mark.requirement(10)
@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("A12:2026-M01", "2025-12-15", "2026-01-14"),
        ("A12:2026-M03", "2026-02-15", "2026-03-14"),
        ("A12:2026-Q1", "2025-12-15", "2026-03-14"),
        ("A12:2026-Q2", "2026-03-15", "2026-06-14"),
        ("A12:2026-H1", "2025-12-15", "2026-06-14"),
        ("A12:2026-H2", "2026-06-15", "2026-12-14"),
        ("A12:2026-9M", "2025-12-15", "2026-09-14"),
        ("A12:2026-Y", "2025-12-15", "2026-12-14"),
        ("A12:2024-M03", "2024-02-15", "2024-03-14"),
    ],
)
def test_t1_decree_09_2019_article_12_cuts_off_on_the_fourteenth(key, first, last):
    found = span(key)

    assert (found.first_date.isoformat(), found.last_date.isoformat()) == (first, last)


def test_a_leap_year_gives_march_twenty_nine_days():
    assert span("A12:2024-M03").days == 29


@pytest.mark.fixture_case("T2")
@pytest.mark.requirement(10)
@pytest.mark.parametrize("year", YEARS)
def test_t2_months_quarters_halves_and_nine_months_tile_their_wholes(year):
    def cut(*names):
        return tuple(span(f"A12:{year}-{name}") for name in names)

    months = cut(*(f"M{n:02}" for n in range(1, 13)))
    (whole,) = cut("Y")
    quarters = cut("Q1", "Q2", "Q3", "Q4")

    assert tiles(whole, months)
    assert tiles(whole, quarters)
    assert tiles(whole, cut("H1", "H2"))
    assert tiles(cut("H2")[0], quarters[2:])
    assert tiles(cut("9M")[0], quarters[:3])
    assert all(tiles(quarters[n], months[3 * n : 3 * n + 3]) for n in range(4))
    assert whole.days in (365, 366)


@pytest.mark.fixture_case("T2")
@pytest.mark.requirement(10)
@pytest.mark.parametrize(("code", "cut"), GAPLESS)
@given(day=DAYS)
def test_t2_every_day_lies_in_exactly_one_period_and_neighbours_touch(code, cut, day):
    found = span_on(code, cut, day)

    assert found.first_date <= day <= found.last_date
    assert found.ends_at == moved(found, 1).starts_at
    assert found.starts_at == moved(found, -1).ends_at


@pytest.mark.requirement(11)
@pytest.mark.parametrize(("code", "cut"), CUTS)
@given(day=DAYS)
def test_a_key_can_be_read_back(code, cut, day):
    try:
        found = span_on(code, cut, day)
    except NoSuchPeriod:
        return

    assert span(found.key) == found


@pytest.mark.parametrize("code", CALENDARS)
@pytest.mark.parametrize("year", YEARS)
def test_every_nesting_that_a_calendar_declares_holds(code, year):
    calendar = CALENDARS[code]

    for cut in calendar.cuts.values():
        if cut.parts:
            whole = span_on(code, cut.code, dt.date(year, 3, 31))
            assert tiles(whole, parts(whole, code, cut.parts))


@pytest.mark.fixture_case("T6")
@pytest.mark.requirement(10)
def test_t6_a_week_from_thursday_over_new_year_has_one_key():
    keys = {span_on("WTH", "W", dt.date(2026, 12, 31) + dt.timedelta(n)).key for n in range(7)}

    assert keys == {"WTH:2026-12-31"}
    assert span("WTH:2026-12-31").last_date == dt.date(2027, 1, 6)


@pytest.mark.fixture_case("T7")
@pytest.mark.requirement(15)
def test_t7_a_utc_day_begins_at_seven_in_hanoi():
    window = span("DZ:2026-07-15")

    assert window.starts_at.isoformat() == "2026-07-15T00:00:00+00:00"
    assert window.starts_at == span("D:2026-07-15").starts_at + dt.timedelta(hours=7)


@pytest.mark.fixture_case("T8")
@pytest.mark.requirement(10)
def test_t8_ten_months_of_a_judicial_year_end_in_july():
    window = span("JY:2026-10M")

    assert (window.first_date, window.last_date) == (dt.date(2025, 10, 1), dt.date(2026, 7, 31))


@pytest.mark.fixture_case("T9")
@pytest.mark.requirement(11)
def test_t9_no_two_kinds_of_period_share_a_key():
    days = [dt.date(year, month, 1) for year in YEARS for month in range(1, 13)]
    found = {}
    for code, cut in CUTS:
        for day in days:
            try:
                each = span_on(code, cut, day)
            except NoSuchPeriod:
                continue
            assert found.setdefault(each.key, (code, cut)) == (code, cut)


@pytest.mark.requirement(11)
@pytest.mark.parametrize(
    "key",
    [
        "A12:2026-H3", "A12:2026-M13", "A12:2026-M1", "A12:2026-Q0", "A12:2026", "a12:2026-Y",
        "W:2021-08-10", "D:2021-02-30", "D:9999-12-31", "Y:0000", "Y:9999", "Y", "X:1", "",
        "A12:٢٠٢٦-Y", "A12:2026-Y ", "A12:2026-Y\n",
    ],
)  # fmt: skip
def test_only_the_exact_text_of_a_key_is_a_key(key):
    with pytest.raises(NoSuchPeriod):
        span(key)


def test_a_month_of_decree_09_is_made_of_days_but_not_of_calendar_weeks():
    month = span("A12:2021-M08")

    assert [parts(month, "D", "D")[place].key for place in (0, -1)] == [
        "D:2021-07-15",
        "D:2021-08-14",
    ]
    with pytest.raises(DoesNotTile):
        parts(month, "W", "W")


def test_utc_days_do_not_tile_a_month_of_hanoi():
    with pytest.raises(DoesNotTile):
        parts(span("M:2021-08"), "DZ", "D")


def test_nine_months_leave_out_the_last_quarter():
    with pytest.raises(NoSuchPeriod):
        span_on("A12", "9M", dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("key", "before"),
    [("A12:2026-H1", "A12:2025-H1"), ("SY:2015", "SY:2014"), ("D:2021-08-14", "D:2020-08-14")],
)
def test_the_same_period_of_the_year_before(key, before):
    assert year_before(span(key)).key == before


@pytest.mark.parametrize("key", ["D:2024-02-29", "WTH:2026-12-31"])
def test_a_leap_day_and_a_week_have_no_same_period(key):
    with pytest.raises(NoSuchPeriod):
        year_before(span(key))


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        ("A12:2021-M08", "Tháng 8 năm 2021", "August 2021"),
        ("A12:2026-Q3", "Quý III năm 2026", "Quarter 3, 2026"),
        ("A12:2026-H1", "6 tháng đầu năm 2026", "First half of 2026"),
        ("A12:2026-H2", "6 tháng cuối năm 2026", "Second half of 2026"),
        ("A12:2026-9M", "9 tháng năm 2026", "Nine months of 2026"),
        ("D:2021-08-14", "Ngày 14/08/2021", "14/08/2021"),
        ("SY:2015", "Năm học 2015–2016", "School year 2015–2016"),
    ],
)
def test_a_period_is_called_what_people_call_it(key, vi, en):
    found = span(key)

    assert (found.label_vi, found.label_en) == (vi, en)
