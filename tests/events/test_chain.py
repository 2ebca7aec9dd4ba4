"""The log is sealed behind the writers, and tells when it was touched."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from nhip.core.web import system
from nhip.events import queries
from nhip.events.actions import record, seal_batch
from nhip.events.models import Event, Seal
from nhip.files.models import StoredFile

NOW = dt.datetime(2021, 8, 15, 1, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
PATIENCE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def happen(times=1):
    thing = StoredFile(pk="0" * 64)
    return [
        record("files.file.seen", thing, actor=system("test"), now=NOW, turn=turn)
        for turn in range(times)
    ]


def kinds(heads=()):
    return [
        fault.kind
        for fault in queries.verify_chain(heads=list(heads), now=LATER, patience=PATIENCE)
    ]


def unguarded(sql, params=()):
    """Run SQL as somebody who owns the table and switched its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, params)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_sealed_events_form_an_intact_chain():
    happen(3)
    seal_batch()
    happen(2)
    seal_batch()

    assert kinds() == []
    assert queries.head().position == 5


def test_sealing_twice_changes_nothing():
    happen()
    seal_batch()

    assert seal_batch() is None
    assert Seal.objects.count() == 1


def test_an_event_that_commits_late_is_still_sealed():
    late = Event(pk=1, name="a.b.c", subject="x:1", actor="system:test", at=NOW, data={})
    happen()
    seal_batch()
    late.pk = Event.objects.order_by("pk").first().pk - 1
    late.save(force_insert=True)

    assert seal_batch().event_id == late.pk
    assert kinds() == []


@pytest.mark.requirement(35)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET name = 'x'",
        "DELETE FROM events_event",
        "TRUNCATE events_event CASCADE",
        "UPDATE events_seal SET hash = 'x'",
        "DELETE FROM events_seal",
    ],
)
def test_the_database_refuses_to_rewrite_the_log(statement):
    happen()
    seal_batch()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.requirement(35)
def test_an_altered_event_is_named():
    happen(3)
    seal_batch()
    last = "(SELECT max(id) FROM events_event)"
    unguarded(f"UPDATE events_event SET actor = 'accounts.user:9' WHERE id = {last}")

    assert kinds() == ["altered_event"]


@pytest.mark.requirement(35)
def test_a_missing_event_is_named():
    happen(2)
    seal_batch()
    unguarded("DELETE FROM events_event WHERE id = (SELECT min(id) FROM events_event)")

    assert kinds() == ["missing_event"]


@pytest.mark.requirement(35)
def test_a_cut_log_is_contradicted_by_a_head_kept_elsewhere():
    happen(3)
    head = seal_batch()
    unguarded("DELETE FROM events_seal WHERE position = 3")
    unguarded("DELETE FROM events_event WHERE id = %s", [head.event_id])

    assert kinds(heads=[(head.position, head.hash)]) == ["cut_off"]


def test_an_event_that_waits_too_long_for_its_seal_is_named():
    happen()

    assert kinds() == ["long_unsealed"]
