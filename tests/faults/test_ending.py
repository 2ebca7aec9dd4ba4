"""Dừng nhẹ nhàng: a node that is asked to end first finishes what it has begun."""

import threading
import time
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from nhip.config.faults import books
from nhip.config.faults.points import HUB, SENDER, WEB, WORKER
from tests.faults.conftest import PATIENCE

pytestmark = pytest.mark.xdist_group("faults")

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"


@contextmanager
def held(field, node, table):
    """Hold up everybody who writes to a table, until the block ends."""
    url = field.server.url(field.node(node).database)
    with psycopg.connect(url) as connection:
        connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


def wait_until_held_up(field, node, table, count):
    end = time.monotonic() + 60
    while books.rows(field, node, WAITING.format(table=table))[0][0] < count:
        assert time.monotonic() < end, "nobody came"
        time.sleep(0.05)


def post(address, envelope, answers):
    headers = {"Content-Type": "application/edxml+xml"}
    answers.append(httpx.post(address, content=envelope, headers=headers, timeout=60).status_code)


def test_pages_asked_to_end_answer_every_request_they_have_accepted(whole):
    field, answers = whole.field, []
    whole.write(1)
    whole.wait_until_settled(patience=PATIENCE)
    address = f"http://127.0.0.1:{field.node(HUB).port}/axis/hub/messages"
    refused = [threading.Thread(target=post, args=[address, b"<x/>", answers]) for _ in range(4)]

    with held(field, HUB, "exchange_refusal"):
        for each in refused:
            each.start()
        wait_until_held_up(field, HUB, "exchange_refusal", 4)
        whole.machines.running[HUB, WEB].terminate()
        time.sleep(0.5)
    for each in refused:
        each.join()

    assert answers == [422] * 4


def test_a_worker_asked_to_end_finishes_its_job_first(whole):
    field, worker = whole.field, whole.machines.running[SENDER, WORKER]

    with held(field, SENDER, "exchange_attempt"):
        whole.write(1)
        wait_until_held_up(field, SENDER, "exchange_attempt", 1)
        worker.terminate()
        time.sleep(0.5)
        assert worker.poll() is None

    assert worker.wait(30) == 0
    doing = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL"
    assert books.rows(field, SENDER, doing) == [(0,)]
