"""Kiên trì: what gave out for a while is tried again; what is wrong stays failed, in sight."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from nhip.config.steadiness import Steadily, keep_at, pause_after
from nhip.core.errors import Refused, Unavailable


def job(attempts=0):
    return Job(
        id=1, lock=None, queueing_lock=None, task_name="x", queue="x", attempts=attempts, priority=0
    )


@pytest.mark.parametrize("gave_out", [OperationalError(), InterfaceError(), Unavailable()])
def test_a_job_whose_database_or_neighbour_gave_out_is_done_again(gave_out):
    assert Steadily(None).get_retry_decision(exception=gave_out, job=job()) is not None


def test_a_job_that_could_not_call_another_is_done_again_when_the_database_was_the_reason():
    out, wrong = ConnectorException(), ConnectorException()
    out.__cause__, wrong.__cause__ = psycopg.OperationalError(), psycopg.ProgrammingError()

    said = [Steadily(None).get_retry_decision(exception=one, job=job()) for one in (out, wrong)]

    assert [one is not None for one in said] == [True, False]


@pytest.mark.parametrize("wrong", [Refused(), ValueError(), KeyError("x")])
def test_a_job_that_was_refused_or_is_wrong_stays_failed(wrong):
    assert Steadily(None).get_retry_decision(exception=wrong, job=job()) is None


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 10), (3, 40), (90, 3600)])
def test_the_pauses_grow_and_then_stay_hourly(attempts, seconds):
    assert pause_after(attempts) == seconds


def test_every_task_that_follows_an_event_is_kept_at_and_those_of_the_minute_are_not():
    keep_at(app.tasks.values())
    keep_at(app.tasks.values())

    once = [task for task in app.tasks.values() if not isinstance(task.retry_strategy, Steadily)]
    assert {task.queueing_lock is None for task in once} == {False}
    assert all(
        not isinstance(task.retry_strategy.own, Steadily)
        for task in app.tasks.values()
        if task not in once
    )
