"""The clock of a demonstration, and the real one."""

import datetime as dt

import pytest

from nhip.core import clock

MORNING = dt.datetime(2021, 8, 15, 1, 0, tzinfo=dt.UTC)


def test_a_demonstration_starts_at_its_own_moment(settings, tmp_path):
    settings.NHIP_CLOCK = tmp_path / "clock.json"

    clock.move_to(MORNING)

    assert dt.timedelta(0) <= clock.now() - MORNING < dt.timedelta(seconds=5)
    assert clock.local(clock.now()).hour == 8


def test_the_clock_only_goes_forward(settings, tmp_path):
    settings.NHIP_CLOCK = tmp_path / "clock.json"
    clock.move_to(MORNING)

    with pytest.raises(clock.ClockOnlyGoesForward):
        clock.move_to(MORNING - dt.timedelta(minutes=1))


def test_the_clock_of_a_real_installation_cannot_be_moved(settings):
    settings.NHIP_CLOCK = None

    with pytest.raises(clock.ClockIsReal):
        clock.move_to(MORNING)
