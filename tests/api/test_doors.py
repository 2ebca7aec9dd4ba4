"""Who comes in: by token or by session, and nobody else."""

import pytest
from django.test import Client

from nhip.accounts.actions import revoke_token
from nhip.accounts.models import Token
from nhip.config.api import api
from tests.reporting.country import NOW

OBLIGATIONS = "/api/v1/obligations"


@pytest.fixture
def lan(machine):
    """A person of Tây Ninh, signed in on the pages."""
    machine.is_program = False
    machine.save()
    return machine


def test_every_operation_asks_who_calls():
    operations = {
        f"{method} {address}": operation.get("security")
        for address, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    }

    assert len(operations) > 10
    assert [
        name for name, asked in operations.items() if asked != [{"Bearer": []}, {"Session": []}]
    ] == []


@pytest.mark.parametrize("header", ["", "Bearer nhip_made-up", "Basic bGFuOmxhbg==", "Bearer "])
def test_nobody_known_is_told_to_show_a_token(db, header):
    answer = Client().get(OBLIGATIONS, headers={"Authorization": header})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_acts_as_its_holder(obligation, tay_ninhs, hoas):
    mine, theirs = tay_ninhs.get("obligations").json(), hoas.get("obligations").json()

    assert [one["unit"]["code"] for one in mine] == ["H53"]
    assert [one["unit"]["code"] for one in theirs] == ["H26"]


def test_a_revoked_token_is_nobody(machine, tay_ninhs):
    revoke_token(actor=machine, token_id=Token.objects.get().pk, now=NOW)

    assert tay_ninhs.get("regimes").status_code == 401


def test_a_token_in_the_address_is_not_read(tay_ninhs):
    answer = Client().get("/api/v1/regimes", {"token": tay_ninhs.secret, "key": tay_ninhs.secret})

    assert answer.status_code == 401


def test_a_session_may_read(obligation, lan):
    client = Client()
    client.force_login(lan)

    assert client.get(OBLIGATIONS).json()[0]["unit"]["name"] == "Tây Ninh"


def test_a_session_changes_nothing_without_the_token_of_its_page(obligation, lan, said):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)

    answer = client.post("/api/v1/reports", said(), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert not obligation.reports.exists()


def test_a_wrong_token_is_no_way_round_the_session(lan, said, obligation):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)

    answer = client.post(
        "/api/v1/reports",
        said(),
        content_type="application/json",
        headers={"Authorization": "Bearer nhip_made-up"},
    )

    assert answer.status_code == 403
