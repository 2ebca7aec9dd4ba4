"""``nhip setup``: bring tables and static files up to date; give the running role what it needs."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from psycopg import sql

from nhip.config import metrics
from nhip.config.static import collect

APPEND_ONLY = ("events_event", "events_seal", "events_sealhead")
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE UPDATE, DELETE ON {append_only} FROM {role}",
)


class Command(BaseCommand):
    """Chuẩn bị nút: run as the owner of the tables, never as the running role."""

    help = "Migrate the database, grant the running role its rights, collect the static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", help="the role that the node runs as, if it is another")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=options["verbosity"], interactive=False)
        if options["role"]:
            give_rights(options["role"])
        collect(settings.NHIP_STATIC)
        metrics.clear()


def give_rights(role: str) -> None:
    """Give the role that the node runs as what it needs, and nothing that alters the log."""
    named = {
        "role": sql.Identifier(role),
        "append_only": sql.SQL(", ").join(map(sql.Identifier, APPEND_ONLY)),
    }
    with connection.cursor() as cursor:
        for grant in GRANTS:
            cursor.execute(sql.SQL(grant).format(**named))
