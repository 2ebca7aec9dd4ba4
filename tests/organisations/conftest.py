"""Cơ quan, đơn vị: the country as the reference tables have it, and a stranger."""

import datetime as dt
import uuid
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connections, transaction

from nhip.organisations import providers
from nhip.organisations.actions.loading import write


@dataclass(frozen=True)
class Stranger:
    """A person to whom nothing was granted."""

    ref: str = "accounts.user:0"
    name: str = "Hoa"

    def may(self, right, unit_id, *, on):
        return False


@pytest.fixture
def hoa():
    return Stranger()


@pytest.fixture
def now():
    return dt.datetime(2021, 8, 15, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def tables():
    """The reference tables as they lie in the repository."""
    return providers.read_tables(settings.NHIP_REFERENCE / "units")


@pytest.fixture(scope="session")
def country_database(django_db_setup, django_db_blocker, tables):
    """The name of a database cloned from the migrated one, with the whole country in it."""
    default, clone = connections["default"], f"test_nhip_{uuid.uuid4().hex[:12]}"
    with django_db_blocker.unblock():
        connections.close_all()
        with default._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{default.settings_dict["NAME"]}"')
        with _pointed_at(clone), transaction.atomic():
            write(tables)
    yield clone
    with django_db_blocker.unblock(), default._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{clone}" WITH (FORCE)')


@pytest.fixture(scope="module")
def country(country_database):
    """Let the tests of a module ask about the whole country."""
    with _pointed_at(country_database):
        yield


@contextmanager
def _pointed_at(database):
    default = connections["default"]
    former, default.settings_dict["NAME"] = default.settings_dict["NAME"], database
    connections.close_all()
    try:
        yield
    finally:
        connections.close_all()
        default.settings_dict["NAME"] = former
