"""``nhip``: one command for everything an installation does.

Each subcommand is a management command of an area. Those that need the
database find the embedded server running, unless the settings name another.
"""

import os
import sys

from django.core.management import execute_from_command_line

WITHOUT_DATABASE = {"verify", "demo", "help", "--help", "version", "--version", "makemigrations"}


def main() -> None:
    """Run one subcommand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nhip.config.settings")
    wanted = sys.argv[1] if len(sys.argv) > 1 else "help"
    if wanted not in WITHOUT_DATABASE and not os.environ.get("NHIP_DATABASE_URL"):
        _start_embedded_database()
    execute_from_command_line(sys.argv)


def _start_embedded_database() -> None:
    from django.conf import settings

    from nhip.config import postgres

    server = postgres.ensure(settings.NHIP_STATE / "pg")
    if not server.exists("nhip"):
        server.create_database("nhip")


if __name__ == "__main__":
    main()
