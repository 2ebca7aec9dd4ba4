"""Khôi phục về một thời điểm: a second server, from a base backup and the archived log.

What docs/how-to/keep.md tells the keeper of an external PostgreSQL, done with real servers.
"""

import shutil

import psycopg
import pytest

from nhip.config import postgres

RECOVERY = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
archive_mode = 'off'
"""


@pytest.fixture
def first(tmp_path):
    with postgres.running(tmp_path / "first") as server:
        yield server
    server.remove()


@pytest.fixture
def second(tmp_path):
    yield postgres.Server(tmp_path / "second")
    postgres.Server(tmp_path / "second").remove()


def run(server, *statements):
    """Run statements one by one; return the only value that the last one gives."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for statement in statements:
            answer = connection.execute(statement)
        return answer.fetchone()[0] if answer.description else None


def archiving(server):
    """Let a server put every finished piece of its log into an archive; return where."""
    archive = server.home / "archive"
    server.owner.make_folder(archive)
    run(
        server,
        "ALTER SYSTEM SET wal_level = 'replica'",
        "ALTER SYSTEM SET archive_mode = 'on'",
        f"ALTER SYSTEM SET archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'",
    )
    server.stop()
    server.start()
    return archive


def base_backup(server):
    place = server.home / "base"
    server._run(
        *("pg_basebackup", "--dbname", server.url("postgres"), "--pgdata", str(place)),
        *("--checkpoint", "fast", "--wal-method", "none"),
    )
    return place


def recovered(first, second, *, archive, base, moment):
    """Start the second server from the base backup, as of a moment."""
    second.owner.make_folder(second.home)
    for password in first.home.glob("*.password"):
        second.owner.write_private(second.home / password.name, password.read_text())
    (base / "recovery.signal").touch()
    with (base / "postgresql.auto.conf").open("a") as settings:
        settings.write(RECOVERY.format(archive=archive, moment=moment))
    shutil.move(base, second.home / "data")
    second.start()
    return second


def test_a_server_comes_back_as_it_was_at_a_moment(first, second):
    archive = archiving(first)
    run(first, "CREATE TABLE reports (name text)", "INSERT INTO reports VALUES ('in the base')")
    base = base_backup(first)
    run(first, "INSERT INTO reports VALUES ('before')")
    moment = run(first, "SELECT clock_timestamp()")
    run(first, "INSERT INTO reports VALUES ('after')", "DELETE FROM reports WHERE name = 'before'")
    run(first, "SELECT pg_switch_wal()")
    first.stop()  # a server that ends in order has archived everything

    recovered(first, second, archive=archive, base=base, moment=moment)

    names = "SELECT string_agg(name, ', ' ORDER BY name) FROM reports"
    assert run(second, names) == "before, in the base"
