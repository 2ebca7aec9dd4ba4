"""Published history carries new and cumulative cases up to the day before the reported one."""

import datetime as dt

from nhip.config.demo.history import outbreak_facts
from nhip.config.demo.series import Count
from nhip.indicators.rules.facts import Measure

UNITS = {"72": 53}


def test_the_reported_day_itself_is_left_to_the_reports():
    count = Count("72", dt.date(2021, 8, 14), 97, 3_473)

    assert not list(outbreak_facts(iter([count]), UNITS))


def test_a_day_brings_its_new_cases_and_the_sum_so_far():
    count = Count("72", dt.date(2021, 8, 13), 61, 3_376)

    facts = list(outbreak_facts(iter([count]), UNITS))

    assert [(fact.period, fact.measure, fact.value) for fact in facts] == [
        ("D:2021-08-13", Measure.PERIOD, 61),
        ("D:2021-08-13", Measure.CUMULATIVE, 3_376),
    ]


def test_the_last_day_of_the_decrees_month_brings_the_sum_of_that_month_too():
    count = Count("72", dt.date(2021, 7, 14), 5, 150)

    facts = list(outbreak_facts(iter([count]), UNITS))

    assert facts[-1].period == "A12:2021-M07"
    assert (facts[-1].measure, facts[-1].value) == (Measure.CUMULATIVE, 150)
