"""A node is brought to the next release, and back, with what it holds."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("events", "0002_the_log_is_append_only")
AFTER = ("events", "0003_events_say_on_whose_way_they_are")
AS_THE_RELEASE_BEFORE = """
INSERT INTO events_event (name, subject, actor, at, data)
VALUES ('reporting.report.signed', 'reporting.report:1', 'system:test', now(), '{}')
"""


def bring_to(target):
    MigrationExecutor(connection).migrate([target])


def written():
    with connection.cursor() as cursor:
        cursor.execute(AS_THE_RELEASE_BEFORE)


def counted():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events_event")
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("committing")
def test_what_the_release_before_wrote_is_kept_on_the_way_there_and_back():
    bring_to(BEFORE)
    written()

    bring_to(AFTER)
    written()  # processes of the release before may still run
    assert counted() == 2

    bring_to(BEFORE)
    assert counted() == 2
