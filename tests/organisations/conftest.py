"""Cơ quan, đơn vị: the country as the reference tables have it, and a stranger."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction

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


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker, tables):
    """The whole country, for a module that only asks; it is gone when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        write(tables)
        yield
        transaction.set_rollback(True)
