"""An event and the jobs of its followers share the fate of the action."""

import datetime as dt

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.core.web import system
from nhip.events.actions import record
from nhip.events.models import Event
from nhip.events.tasks import follows
from nhip.files.models import StoredFile

NOW = dt.datetime(2021, 8, 15, 1, 0, tzinfo=dt.UTC)
HAPPENED = "files.file.followed"

pytestmark = pytest.mark.django_db


@follows(HAPPENED)
@app.task(name="tests.events.follower")
def follower(event_id: int) -> None:
    """Stand in for a follower of another area."""


def test_an_event_queues_its_followers():
    event = record(HAPPENED, StoredFile(pk="0" * 64), actor=system("test"), now=NOW)

    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("tests.events.follower", {"event_id": event.pk})


def test_a_rolled_back_action_leaves_no_event_and_no_job():
    with pytest.raises(RuntimeError), transaction.atomic():
        record(HAPPENED, StoredFile(pk="0" * 64), actor=system("test"), now=NOW)
        raise RuntimeError

    assert not Event.objects.exists()
    assert not ProcrastinateJob.objects.exists()
