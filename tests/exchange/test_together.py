"""Thật và cùng lúc: threads that knock together, a real server, a real worker, a commit each."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from procrastinate.contrib.django import app

from nhip.core import clock
from nhip.exchange.actions import Entry, queue_status, register_partner
from nhip.exchange.models import Message, Partner, Relay
from nhip.exchange.rules.letters import StatusCode
from nhip.exchange.tasks import hand_over, take_in
from nhip.exchange.tasks.outbox import built
from tests.exchange.conftest import CLERK
from tests.exchange.jobs import waiting
from tests.exchange.letters import NOW, envelope

TOGETHER = 8


@pytest.fixture
def db(committing):
    """Let everything of these tests be committed, in a database of their own."""


def at_once(work):
    """Run the same in several threads at once; return what each returned."""
    barrier = threading.Barrier(TOGETHER)

    def one(_):
        barrier.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


@pytest.mark.parametrize("enter", [hand_over, take_in])
def test_one_envelope_handed_over_by_many_at_once_is_kept_once(agencies, drivers, enter):
    data = envelope(drivers["H53"])

    answers = at_once(lambda: enter(data, now=NOW))

    assert all(answer == answers[0] for answer in answers)
    assert Message.objects.count() + Relay.objects.count() == 1


def test_an_envelope_built_by_many_at_once_is_one_envelope(agencies, send):
    message = send()

    envelopes = at_once(lambda: built(Message.objects.get(pk=message.pk), now=NOW))

    assert len(set(envelopes)) == 1


class Quiet(WSGIRequestHandler):
    """A handler that does not write to the terminal."""

    def log_message(self, *args):
        """Say nothing."""


class Server(ThreadingMixIn, WSGIServer):
    """A server with a thread per request."""

    daemon_threads = True


@pytest.fixture
def server(agencies, settings):
    """This node at a real address, which is that of the hub and of every agency."""
    made = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    address = f"http://127.0.0.1:{made.server_port}"
    settings.NHIP_HUB_URL = address
    for partner in Partner.objects.all():
        entry = Entry(partner.code, bytes(partner.certificate), address)
        register_partner(actor=CLERK, entry=entry, now=clock.now())
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield address
    made.shutdown()
    thread.join()
    made.server_close()


def run_worker():
    """Run the real worker until nothing is left to do."""
    while waiting():
        asyncio.run(_one_run())


async def _one_run():
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        async with worker.open_async():
            await worker.run_worker_async(
                queues=["exchange"], wait=False, concurrency=4, install_signal_handlers=False
            )


def test_over_real_http_with_a_real_worker_letters_and_receipts_arrive(server, store_and_queue):
    sent = [store_and_queue(number=f"{number:02d}") for number in range(1, 11)]

    run_worker()
    arrived = Message.objects.incoming().documents().order_by("pk")
    assert [message.letter.number for message in arrived] == [m.letter.number for m in sent]
    for message in arrived:
        queue_status(actor=CLERK, message_pk=message.pk, code=StatusCode.ARRIVED, now=clock.now())
    run_worker()

    assert {
        message.standing for message in Message.objects.filter(pk__in=[m.pk for m in sent])
    } == {"01"}
    assert Message.objects.dead().count() == 0
