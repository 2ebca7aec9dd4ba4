"""The compiled series say what their sources printed, and nothing where those are silent."""

import datetime as dt
from collections import Counter

from django.conf import settings

from nhip.config.demo import series

FOLDER = settings.NHIP_REFERENCE / "series"


def test_the_country_announced_9716_cases_on_the_reported_day():
    announced = series.announced(FOLDER, dt.date(2021, 8, 14))

    assert len(announced) == 63
    assert sum(announced.values()) == 9_716
    assert announced["72"] == 97


def test_tay_ninh_had_announced_3376_cases_before_that_day():
    before = [one for one in series.counts(FOLDER) if one.province == "72"]

    assert {one.day: one.so_far for one in before}[dt.date(2021, 8, 13)] == 3_376


def test_a_day_the_source_does_not_have_is_left_out_and_never_nought():
    days = Counter(one.day for one in series.counts(FOLDER))

    assert days.pop(dt.date(2021, 6, 22)) == 54
    assert set(days.values()) == {63}


def test_every_table_says_where_it_comes_from():
    for table in (series.OUTBREAK, series.PRICES):
        said = series.provenance(FOLDER, table)

        assert said.source
        assert said.source_date.year >= 2022


def test_prices_have_a_core_and_seventeen_indices_a_month():
    july = [one for one in series.prices(FOLDER) if one.month == "2021-07"]

    assert len(july) == 18
    assert {one.indicator for one in july} == {"TCTK.GIA.CPI", "TCTK.GIA.CPI.COBAN"}
