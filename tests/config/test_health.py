"""A process says that it lives, a node whether it can work, and Prometheus how it goes."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from nhip.config import health


@pytest.fixture(autouse=True)
def asked_anew():
    health._answered.cache_clear()


def a_worker_lives():
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")


def test_a_process_lives_without_its_database(client):
    assert client.get("/healthz").content == b"ok"  # this test may not touch the database


@pytest.mark.django_db
def test_a_node_is_ready_when_all_four_hold(client):
    a_worker_lives()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"database": True, "migrations": True, "keys": True, "worker": True}


@pytest.mark.django_db
def test_without_a_worker_a_node_is_not_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["worker"] is False


@pytest.mark.django_db
def test_a_worker_that_fell_silent_does_not_count(client):
    a_worker_lives()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")

    assert client.get("/readyz").json()["worker"] is False


@pytest.mark.django_db
def test_a_node_behind_its_release_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'events' AND name LIKE '0003%'")

    assert client.get("/readyz").json()["migrations"] is False


def test_a_database_that_is_out_is_said_and_nothing_else(client, monkeypatch):
    def out(*said):
        raise OperationalError("connection to db.example failed for user nhip")

    monkeypatch.setattr(health, "CHECKS", {"database": out, "worker": out})

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"database": False, "worker": False}


@pytest.mark.django_db
def test_measures_tell_of_jobs_requests_and_the_axis(client):
    client.get("/accounts/login/")

    said = client.get("/metrics").content.decode()

    assert 'nhip_request_seconds_count{answer="2xx",door="accounts"}' in said
    for name in ("nhip_obligations_late", "nhip_workers_alive", "nhip_documents_waiting_for_seal"):
        assert f"\n{name} 0.0" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who",
    [{"REMOTE_ADDR": "10.0.0.9"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.9"}, {"HTTP_FORWARDED": "x"}],
)
def test_measures_are_absent_for_who_is_neither_here_nor_shows_the_token(client, settings, who):
    assert client.get("/metrics", **who).status_code == 404

    settings.NHIP_METRICS_TOKEN = "a-token-of-the-observer"
    shown = {"HTTP_AUTHORIZATION": "Bearer a-token-of-the-observer"}
    assert client.get("/metrics", **who, **shown).status_code == 200
    assert client.get("/metrics", **who, HTTP_AUTHORIZATION="Bearer x").status_code == 404


@pytest.mark.django_db
def test_measures_cost_few_statements(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        client.get("/metrics")


def test_processes_count_together_and_the_dead_have_no_viewers(tmp_path):
    count = "from nhip.config import metrics as m; m.JOBS.labels('x', 'done').observe(1);"
    leave = f"{count} m.VIEWERS.set(7)"
    ask = f"{count} print(m.exposition(type('None', (), {{'collect': lambda _: []}})()).decode())"
    environment = os.environ | {"NHIP_METRICS": str(tmp_path)}

    _, said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for code in (leave, ask)
    ]

    assert 'nhip_job_seconds_count{outcome="done",task="x"} 2.0' in said
    assert "nhip_live_viewers 7" not in said
