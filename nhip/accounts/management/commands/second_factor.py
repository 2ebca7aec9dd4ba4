"""``nhip second_factor take_back USERNAME --reason TEXT``: for who lost telephone and codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nhip.accounts.actions import take_back_second_factor
from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.web import system


class Command(BaseCommand):
    """Thu hồi xác thực hai lớp: the person sets up another at the next sign-in."""

    help = "Take back a second factor that was lost; the person sets up another at sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        take_back = parser.add_subparsers(dest="what", required=True).add_parser("take_back")
        take_back.add_argument("username")
        take_back.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        holder = User.objects.filter(username=options["username"]).first()
        if holder is None:
            message = f"There is no account {options['username']}."
            raise CommandError(message)
        was_there = take_back_second_factor(
            actor=system("second_factor"),
            user_id=holder.pk,
            reason=options["reason"],
            now=clock.now(),
        )
        self.stdout.write("taken back" if was_there else "there was none")
