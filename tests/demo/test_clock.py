"""The country's clock begins once, goes on from its last moment, and is never set back."""

import datetime as dt

from nhip.config.demo.country import STARTS_AT
from nhip.config.demo.founding import keep_moment, start_clock
from nhip.core import clock

A_WHILE = dt.timedelta(seconds=30)


def test_the_first_start_is_on_sunday_at_eight(land):
    start_clock(land)

    assert dt.timedelta(0) <= clock.read(land.clock) - STARTS_AT < A_WHILE


def test_a_second_start_goes_on_from_the_last_moment(land):
    later = STARTS_AT + dt.timedelta(hours=5)
    clock.write(land.clock, later)
    keep_moment(land)
    clock.write(land.clock, later + dt.timedelta(days=9))  # the country slept for nine days

    start_clock(land)

    assert dt.timedelta(0) <= clock.read(land.clock) - later < A_WHILE


def test_after_a_kill_the_clock_is_not_set_back(land):
    later = STARTS_AT + dt.timedelta(hours=5)
    clock.write(land.clock, later)

    start_clock(land)

    assert clock.read(land.clock) >= later
