"""Mọi địa chỉ: whatever stands behind the question mark or in a form, no page breaks.

The names are those that the code asks for; a new one comes along by itself. Each address gets
two of the values, and all of them with ``NHIP_FUZZ=1``, as ``make fuzz`` does.
"""

import os
import re
import zlib
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from nhip.accounts.models import Grant
from nhip.accounts.rules import RoleName
from tests.reporting.country import EVER
from tests.security.expectations import EXPECTED, Door
from tests.security.test_strangers import in_the_world, world  # noqa: F401  (found by their names)

pytestmark = pytest.mark.django_db

PRODUCT = Path(__file__).parents[2] / "nhip"
_ASKED = re.compile(r'\b(?:GET|POST|asked|posted)(?:\.get(?:list)?\(|\[|, )\s*"(\w+)"')
VALUES = (
    "\x00",
    "9" * 25,
    "9" * 5_000,
    "²",
    "-1",
    "31/12/9999",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "D:9999-12-31",
    "covid19:\x00",
    "'\"<%s{}../" * 20,
)
PAGES = sorted(
    address
    for address, door in EXPECTED.items()
    if door.said is None and not address.startswith(("api/", "accounts/", "axis/"))
)
FORMS = sorted(
    address
    for address, door in EXPECTED.items()
    if door.said is not None and not address.startswith(("api/", "axis/", "demo/"))
)


def asked_for() -> list[str]:
    """Return every name that a page or a form asks for."""
    return sorted(
        {
            name
            for path in PRODUCT.glob("*/**/*.py")
            if "views" in path.as_posix() or "forms" in path.as_posix()
            for name in _ASKED.findall(path.read_text())
        }
    )


@pytest.fixture
def client(world):  # noqa: F811
    """Somebody with every role at the agency, so that no page is closed."""
    person = world.people["own", RoleName.REPORTER]
    for role in set(RoleName) - {RoleName.REPORTER}:
        Grant.objects.create(user=person, role=role, unit=world.own, valid=EVER)
    browser = Client()
    browser.force_login(person)
    return browser


def values_for(address: str) -> list[str]:
    """Return the hostile values that an address gets in this run, the same in every run."""
    if os.environ.get("NHIP_FUZZ"):
        return list(VALUES)
    first = zlib.crc32(address.encode())
    return [VALUES[(first + step) % len(VALUES)] for step in (0, 4)]


def questions(address: str, door: Door, world) -> list[dict[str, str]]:  # noqa: F811
    """Return what is asked: every name with one value, and a good question with one bad word."""
    values = values_for(address)
    asked = [dict.fromkeys(asked_for(), value) for value in values]
    pairs = [pair.split("=") for pair in door.asked.format(**world.keys).split("&") if pair]
    good = {name: value.replace("+", " ") for name, value in pairs}
    return asked + [good | {name: value} for name in good for value in values]


def wrong(answer) -> bool:
    return answer.status_code >= 500 and answer.status_code != 503


def test_the_names_that_pages_ask_for_are_found():
    assert {"as_of", "unit", "q", "revision"} <= set(asked_for())


@pytest.mark.parametrize("address", PAGES)
def test_no_question_breaks_a_page(address, client, world):  # noqa: F811
    for question in questions(address, EXPECTED[address], world):
        with transaction.atomic():
            answer = client.get("/" + address.format(**world.keys), question)
        assert not wrong(answer), question


@pytest.mark.parametrize("address", FORMS)
def test_no_form_breaks_a_page(address, client, world):  # noqa: F811
    names = dict.fromkeys([*asked_for(), *EXPECTED[address].said])
    for value in values_for(address):
        with transaction.atomic():
            answer = client.post("/" + address.format(**world.keys), dict.fromkeys(names, value))
            transaction.set_rollback(True)
        assert not wrong(answer), value
