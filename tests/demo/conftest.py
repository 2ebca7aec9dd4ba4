"""A country on paper: its folder, its names, its authorities."""

import datetime as dt

import pytest

from nhip.config.demo.authorities import establish
from nhip.config.demo.country import country

NOW = dt.datetime(2021, 8, 15, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def land(tmp_path):
    return country(tmp_path / "demo", (8000, 8001, 8002))


@pytest.fixture
def certified(land):
    """The same country with its authorities and a key for every signer."""
    establish(land, {code: f"Cơ quan {code}" for code in land.agencies}, NOW)
    return land
