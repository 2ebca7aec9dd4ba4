"""Nhịp báo tin: the more people read, the rarer the same is said again."""

import pytest

from nhip.config.live.news import pause_between


@pytest.mark.parametrize(
    ("readers", "seconds"), [(0, 0.5), (1, 0.5), (20, 0.5), (40, 1.0), (200, 5.0), (2_000, 50.0)]
)
def test_many_readers_are_told_less_often(readers, seconds):
    assert pause_between(readers) == seconds
