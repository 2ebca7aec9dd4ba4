"""Nhịp báo tin: the more people read, the rarer the same is said again, to all together."""

import pytest

from nhip.config.live.news import pause_between, until_next_saying


@pytest.mark.parametrize(
    ("readers", "seconds"), [(0, 0.5), (1, 0.5), (10, 0.5), (40, 2.0), (200, 10.0), (2_000, 10.0)]
)
def test_many_readers_are_told_less_often(readers, seconds):
    assert pause_between(readers) == seconds


@pytest.mark.parametrize("at", [100.0, 103.0, 107.5, 109.4])
def test_whoever_was_told_at_different_moments_is_told_again_together(at):
    assert at + until_next_saying(200, at) == pytest.approx(110)


def test_nobody_is_told_again_at_once():
    assert until_next_saying(200, 109.9) == pytest.approx(10.1)
