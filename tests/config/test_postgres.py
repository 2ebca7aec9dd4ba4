"""PostgreSQL nhúng: racing starts, killed servers, the last one out, and who may do what."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from nhip.config import postgres

LEAN = """
import sys, psycopg
from pathlib import Path
from nhip.config import postgres
with postgres.running(Path(sys.argv[1])) as server:
    with psycopg.connect(server.url("postgres")) as connection:
        print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
    sys.stdin.read()
"""


def lean(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LEAN, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def postmaster_of(server: postgres.Server) -> int:
    return int((server.home / "data" / "postmaster.pid").read_text().split("\n")[0])


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "pg"
    postgres.Server(tmp_path / "pg").remove()


def test_many_who_start_at_once_share_one_server(folder):
    people = [lean(folder) for _ in range(4)]

    started = {each.stdout.readline() for each in people}

    for each in people:
        each.communicate()
    assert len(started) == 1
    assert started != {""}


def test_the_last_to_leave_stops_the_server(folder):
    with postgres.running(folder) as server:
        with postgres.running(folder):
            pass
        assert server.exists("postgres")

    with pytest.raises(psycopg.OperationalError):
        server.exists("postgres")


def test_what_was_committed_outlives_a_killed_server(folder):
    with postgres.running(folder) as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
        os.kill(postmaster_of(server), signal.SIGKILL)

        server.start()

        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_copied_database_gives_no_number_twice_after_its_server_was_killed(folder):
    numbers = "SELECT nextval('numbers') FROM generate_series(1, 5)"
    with postgres.running(folder) as server:
        server.create_database("source")
        with psycopg.connect(server.url("source"), autocommit=True) as connection:
            connection.execute("CREATE SEQUENCE numbers")
            connection.execute(numbers)
        server.create_database("copy", template="source")
        with psycopg.connect(server.url("copy"), autocommit=True) as connection:
            connection.execute("CREATE TABLE given AS " + numbers)

        server.kill()
        server.start()

        with psycopg.connect(server.url("copy"), autocommit=True) as connection:
            newest = connection.execute("SELECT max(nextval) FROM given").fetchone()
            assert connection.execute(numbers).fetchone() > newest


def test_a_killed_user_leaves_no_lease_behind(folder):
    person = lean(folder)
    person.stdout.readline()
    person.kill()
    person.communicate()

    with postgres.running(folder) as server:
        pass

    with pytest.raises(psycopg.OperationalError):
        server.exists("postgres")


def test_the_server_never_runs_as_root_and_listens_on_no_network(folder):
    with postgres.running(folder) as server:
        status = Path(f"/proc/{postmaster_of(server)}").stat()
        with psycopg.connect(server.url("postgres")) as connection:
            addresses = connection.execute("SHOW listen_addresses").fetchone()

    assert status.st_uid != 0
    assert addresses == ("",)


def test_without_the_password_nobody_comes_in(folder):
    with postgres.running(folder) as server:
        bare = f"postgresql://nhip@/postgres?host={server.socket}"
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(bare)
