"""``nhip tokens``."""

import io

import pytest
from django.core.management import CommandError, call_command

from nhip.accounts.models import Token
from nhip.accounts.queries import holder_of
from nhip.core import clock


def tokens(*arguments: str) -> str:
    said = io.StringIO()
    call_command("tokens", *arguments, stdout=said)
    return said.getvalue().strip()


def test_the_token_is_printed_once_and_opens_the_door(machine):
    secret = tokens("give", "he-thong", "--name", "báo cáo tháng", "--days", "30")

    assert holder_of(secret, now=clock.now()) == machine
    assert secret not in tokens("list", "he-thong")
    assert "báo cáo tháng" in tokens("list", "he-thong")


def test_a_revoked_token_is_listed_as_such(machine):
    tokens("give", "he-thong")

    tokens("revoke", str(Token.objects.get().pk))

    assert "revoked" in tokens("list", "he-thong")


@pytest.mark.parametrize("arguments", [("give", "nobody"), ("list", "nobody"), ("revoke", "1")])
def test_who_and_what_must_exist(db, arguments):
    with pytest.raises(CommandError, match="There is no"):
        tokens(*arguments)


def test_a_refusal_is_said_plainly(machine):
    with pytest.raises(CommandError, match="366"):
        tokens("give", "he-thong", "--days", "1000")
