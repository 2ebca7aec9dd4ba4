"""``nhip tokens give USERNAME``: tokens for programs; ``list`` and ``revoke`` beside it."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.accounts import actions
from nhip.accounts.models import Token, User
from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system


class Command(BaseCommand):
    """Mã truy cập: give one (shown once), list them, revoke one."""

    help = "Give a person or a program a token for the API; list and revoke tokens."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        give = what.add_parser("give")
        give.add_argument("username")
        give.add_argument("--name", default="API", help="what the token is for")
        give.add_argument("--days", type=int, default=90, help="how long it lasts")
        what.add_parser("list").add_argument("username")
        what.add_parser("revoke").add_argument("token", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            match options["what"]:
                case "give":
                    self._give(options)
                case "list":
                    self._list(_holder(options["username"]))
                case "revoke":
                    _revoke(options["token"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _give(self, options: dict[str, Any]) -> None:
        given = actions.give_token(
            actor=system("tokens"),
            user_id=_holder(options["username"]).pk,
            name=options["name"],
            lasts=dt.timedelta(days=options["days"]),
            now=clock.now(),
        )
        self.stdout.write(given.secret)

    def _list(self, holder: User) -> None:
        for token in holder.tokens.all():
            until = clock.local(token.valid.upper).strftime("%d/%m/%Y %H:%M")
            state = "revoked" if token.revoked_at else f"until {until}"
            self.stdout.write(f"{token.pk}\t{token.name}\t{state}")


def _holder(username: str) -> User:
    holder = User.objects.filter(username=username).first()
    if holder is None:
        raise CommandError(f"There is nobody of the name {username}.")
    return holder


def _revoke(token_id: int) -> None:
    if not Token.objects.filter(pk=token_id).exists():
        raise CommandError(f"There is no token {token_id}.")
    actions.revoke_token(actor=system("tokens"), token_id=token_id, now=clock.now())
