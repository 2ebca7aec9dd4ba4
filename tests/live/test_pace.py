"""Nhịp báo tin: the more people read, the rarer the same is said again, to all together."""

import math
import time

import pytest

from nhip.config.live.news import News, pause_between, until_next_saying


@pytest.mark.parametrize(
    ("readers", "seconds"), [(0, 2.0), (1, 2.0), (40, 2.0), (80, 4.0), (200, 10.0), (2_000, 10.0)]
)
def test_many_readers_are_told_less_often(readers, seconds):
    assert pause_between(readers) == seconds


@pytest.mark.parametrize("at", [100.0, 103.0, 107.5, 109.4])
def test_whoever_was_told_at_different_moments_is_told_again_together(at):
    assert at + until_next_saying(200, at) == pytest.approx(110)


def test_nobody_is_told_again_at_once():
    assert until_next_saying(200, 109.9) == pytest.approx(10.1)


def test_the_number_of_a_saying_tells_when_it_was_and_never_earlier():
    news, before = News(), time.time() * 1_000

    news.say(["figures", "work"])
    news.say(["figures"])

    assert before <= news.number - 2
    assert news.number <= math.ceil(time.time() * 1_000) + 2


def test_two_sayings_of_one_moment_have_numbers_of_their_own(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_000.0)
    news = News()

    news.say(["figures"])
    heard = news.number
    news.say(["work"])

    assert news.after(heard) == {"work"}
