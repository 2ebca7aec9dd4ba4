"""Tài khoản: a small tree of units on dates, an administrator, and people with nothing yet."""

import datetime as dt

import pytest
from psycopg.types.range import DateRange

from nhip.accounts.models import Grant, User
from nhip.accounts.rules import RoleName
from nhip.organisations.models import Placement, Unit

NOW = dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)
TODAY = dt.date(2021, 8, 15)
EVER = DateRange(dt.date(1900, 1, 1), None)


def place(parent: Unit | None, valid: DateRange = EVER) -> Unit:
    unit = Unit.objects.create()
    Placement.objects.create(unit=unit, parent=parent, valid=valid)
    return unit


def person(username: str, full_name: str, **more) -> User:
    return User.objects.create(username=username, full_name=full_name, **more)


def give(user: User, role: RoleName, unit: Unit, valid: DateRange = EVER, subtree=False) -> Grant:
    return Grant.objects.create(user=user, role=role, unit=unit, valid=valid, subtree=subtree)


@pytest.fixture
def country(db):
    return place(None)


@pytest.fixture
def province(country):
    return place(country)


@pytest.fixture
def commune(province):
    return place(province)


@pytest.fixture
def lan(db):
    return person("lan", "Trần Thị Lan")


@pytest.fixture
def hoa(db):
    return person("hoa", "Phạm Thị Hoa")


@pytest.fixture
def an(province):
    """The administrator of the province and everything under it."""
    admin = person("an", "Hồ Văn An")
    give(admin, RoleName.ADMINISTRATOR, province, subtree=True)
    return admin


@pytest.fixture
def machine(db):
    """The reporting system of an agency."""
    return person("he-thong", "Hệ thống báo cáo", is_program=True, password="!")
