"""Người lạ: every address × every role × own, other, closed unit, no grant, not signed in.

``NHIP_EVERY_ROLE=1`` knocks as every single role elsewhere as well; by default one stranger
holds them all.
"""

import json
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, get_resolver

from nhip.accounts.rules import RIGHTS_OF
from nhip.config.views import absent
from nhip.core import clock
from nhip.events.models import Event
from tests.reporting.country import NOW
from tests.security.expectations import ANYBODY, EXPECTED, NOBODY, SIGNED_IN, Door
from tests.security.world import EVERYTHING, SECRETS, World, build

pytestmark = pytest.mark.django_db
IN, SIGN_IN, FORBIDDEN, ABSENT, BROKEN = "in", "sign in", "forbidden", "absent", "broken"


def addresses(resolver=None, prefix: str = "") -> Iterator[str]:
    """Yield every address of the node, with a star where something is named."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = f"{prefix}{pattern.pattern}".replace("^", "").replace("$", "")
        if not isinstance(pattern, URLPattern):
            yield from addresses(pattern, address)
        elif pattern.callback is not absent:
            yield re.sub(
                r"<[^>]*>|\(\?P<\w+>[^)]*\)", "*", re.sub(r"\(\?P<(\w+)>[^)]*\)", "*", address)
            )


def starred(address: str) -> str:
    return re.sub(r"\{\w+\}", "*", address)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Build one world for all knocks; nothing of it is kept."""
    folder = tmp_path_factory.mktemp("world")
    settings = {"NHIP_CLOCK": folder / "clock.json", "NHIP_STATE": folder, "NHIP_DEMO": ""}
    with django_db_blocker.unblock(), override_settings(**settings), transaction.atomic():
        clock.move_to(NOW)
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_the_world(world, settings, tmp_path_factory):
    settings.NHIP_STATE = settings.NHIP_CLOCK.parent
    settings.NHIP_API_RATE = "100000/10s"
    settings.ACCOUNT_RATE_LIMITS = False


def knock(world: World, address: str, door: Door, who: tuple[str, str]) -> HttpResponse:
    """Ask for one address as one person; what it changes is undone."""
    client = Client(raise_request_exception=False)
    person = world.people[who]
    with transaction.atomic():
        if person.is_authenticated:
            client.force_login(person)
        where = "/" + address.format(**world.keys)
        asked = f"?{door.asked.format(**world.keys)}" if door.asked else ""
        answer = _send(client, where + asked, door, world)
        answer.told = Event.objects.count()
        transaction.set_rollback(True)
    return answer


def _send(client: Client, where: str, door: Door, world: World) -> HttpResponse:
    if door.said is None:
        return client.get(where)
    said = {
        key: value.format(**world.keys) if isinstance(value, str) else value
        for key, value in door.said.items()
    }
    if where.startswith("/api/"):
        separator = "&" if "?" in where else "?"
        return client.post(
            f"{where}{separator}revision=0", json.dumps(said), content_type="application/json"
        )
    return client.post(where, said)


def outcome(answer: HttpResponse) -> str:
    if answer.status_code >= 500 and answer.status_code != 503:
        return BROKEN
    if answer.status_code == 401 or "/accounts/login/" in answer.get("Location", ""):
        return SIGN_IN
    return {403: FORBIDDEN, 404: ABSENT}.get(answer.status_code, IN)


def holds(who: tuple[str, str], right: str) -> bool:
    """Tell whether the person has the right anywhere today."""
    place, role = who
    if place in ("grant ended", "no grant", "not signed in"):
        return False
    return role == EVERYTHING or right in RIGHTS_OF[role]


def allowed(door: Door, who: tuple[str, str]) -> set[str]:
    """Return what may become of a knock."""
    place, _role = who
    if door.needs == ANYBODY:
        return {IN, SIGN_IN}
    if door.needs == NOBODY:
        return {ABSENT, SIGN_IN, FORBIDDEN, *({IN} if place == "own" and door.said else ())}
    if place == "not signed in":
        return {SIGN_IN}
    if door.needs == SIGNED_IN or (holds(who, door.needs) and (place == "own" or door.anywhere)):
        return {IN, ABSENT} if place == "closed unit" else {IN}  # nothing may be left to show
    return {ABSENT, FORBIDDEN}


def complaint(world: World, address: str, door: Door, who: tuple[str, str], events: int) -> str:
    """Return what is wrong with how one person was answered, if anything is."""
    answer = knock(world, address, door, who)
    became, may_become = outcome(answer), allowed(door, who)
    is_stranger = who[0] != "own"
    if not is_stranger and IN not in may_become and 302 <= answer.status_code < 500:
        became = FORBIDDEN  # shown the thing instead, or refused for another reason first
    if is_stranger and IN not in may_become and answer.status_code == door.denied:
        became = ABSENT
    if became not in may_become:
        return f"{who}: {answer.status_code}, expected {may_become}"
    if IN not in may_become and answer.told != events:
        return f"{who}: something was recorded"
    if is_stranger and became == FORBIDDEN and answer.status_code != door.denied:
        return f"{who}: {answer.status_code} says that there is something"
    text = answer.content.decode(errors="replace") if not answer.streaming else ""
    told = [one for one in SECRETS if is_stranger and one in text and one not in door.knows]
    return f"{who}: was told {told}" if told else ""


def test_every_address_has_its_line_in_the_table():
    known, found = {starred(one) for one in EXPECTED}, set(addresses())

    assert found - known == set()
    assert known - found == set()


@pytest.mark.parametrize("address", sorted(EXPECTED))
def test_an_address_opens_only_to_whom_a_grant_allows(address, world):
    door, events = EXPECTED[address], Event.objects.count()

    asked = world.people if door.needs not in (ANYBODY, NOBODY) else world.few
    found = [complaint(world, address, door, who, events) for who in asked]

    assert "; ".join(filter(None, found)) == ""
