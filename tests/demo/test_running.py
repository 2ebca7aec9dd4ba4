"""A country starts, answers, ends without leaving anything, and goes on from its last moment."""

import datetime as dt

import pytest

from nhip.config.demo.country import STARTS_AT
from tests.demo.programs import processes_naming
from tests.founded import last_moment, page_of, started

pytestmark = pytest.mark.xdist_group("country")  # in one line for the country: founded once


def test_a_country_is_founded_and_ends_leaving_nothing(founded):
    assert "Tables" in founded.said
    assert all("TRÌNH DIỄN" in page for page in founded.pages)
    assert founded.returncode == 0
    assert not founded.left
    assert STARTS_AT < founded.ended_at < STARTS_AT + dt.timedelta(hours=1)


def test_a_country_goes_on_from_its_last_moment(founded):
    ended_at = last_moment(founded.place)

    with started(founded.place) as (program, said):
        assert "Tables" not in said
        assert "15/08/2021" in page_of(founded.place.government)

    assert program.returncode == 0
    assert last_moment(founded.place) > ended_at
    assert not processes_naming(founded.place.folder)
