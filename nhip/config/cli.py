"""``nhip``: one command for everything an installation does.

Each subcommand is a management command of an area. Those that need the
database find the embedded server running, unless the settings name another.
"""

import os
import secrets
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from nhip.config import environment, postgres

WITHOUT_DATABASE = {
    "fault",
    *("verify", "demo", "clock", "makemigrations"),
    *("help", "--help", "version", "--version"),
}


def main() -> None:
    """Run one subcommand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nhip.config.settings")
    wanted = sys.argv[1] if len(sys.argv) > 1 else "help"
    if wanted in WITHOUT_DATABASE:
        # These keep nothing, so the folder they are called from is left as it was.
        os.environ.setdefault("NHIP_SECRET_KEY", secrets.token_urlsafe(48))
    elif not environment.text("NHIP_DATABASE_URL", ""):
        _start_embedded_database()
    execute_from_command_line(sys.argv)


def _start_embedded_database() -> None:
    """Start the server before the settings are read: its first start makes the password."""
    server = postgres.ensure(Path(environment.text("NHIP_STATE", "var")).absolute() / "pg")
    if not server.exists("nhip"):
        server.create_database("nhip")


if __name__ == "__main__":
    main()
