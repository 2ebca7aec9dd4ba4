"""One id follows a report from the request that sent it to the receipt, through jobs and nodes."""

import json
import logging

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.config import jobs
from nhip.config.logging import Joined, Json
from nhip.core import clock, tracing
from nhip.events.models import Event
from nhip.exchange.actions import queue_document, queue_status
from nhip.exchange.models import Message
from nhip.exchange.rules.letters import StatusCode
from nhip.files import providers as files
from nhip.files.actions import name
from tests.exchange.conftest import *  # noqa: F403  (the axis between three agencies)
from tests.exchange.conftest import CLERK, NODES
from tests.exchange.letters import NOW, PDF, letter


class Book(logging.Handler):
    """The lines of the log, as programs read them."""

    def __init__(self):
        super().__init__()
        self.addFilter(Joined())
        self.lines = []

    def emit(self, record):
        self.lines.append(json.loads(Json("test").format(record)))

    def of(self, trace_id):
        return [line["text"] for line in self.lines if line.get("trace") == trace_id]


@pytest.fixture
def book():
    root, handler = logging.getLogger("nhip"), Book()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def work():
    """Run the queued jobs as the worker does."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(%s, NULL)", [["exchange"]])
            (pk,) = cursor.fetchone()
            if pk is None:
                return
            row = ProcrastinateJob.objects.get(pk=pk)
            with jobs.observed(row.procrastinate_job):
                app.tasks[row.task_name](**row.args)
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [pk])


def sent():
    sha256 = files.store(PDF)
    name(sha256, size=len(PDF), media_type="application/pdf", now=NOW)
    return queue_document(actor=CLERK, letter=letter(parts=(PDF,)), now=clock.now())


@pytest.mark.django_db
def test_sender_hub_and_receiver_say_the_same_id_until_the_receipt_is_back(wires, book):
    with tracing.step() as request:
        message = sent()
    work()
    came = Message.objects.incoming().documents().get()
    with tracing.on_the_way_of(Event.objects.about(came).first().trace):
        queue_status(
            actor=CLERK, message_pk=came.pk, code=StatusCode("01"), arrival_number=1, now=NOW
        )
    work()

    said = " ".join(book.of(request.trace_id))
    receipt = Message.objects.incoming().get(kind="status")
    about = {line["message"] for line in book.lines if line.get("message")}
    assert said.count("POST /axis/hub/messages 202") == 2
    assert said.count("POST /axis/inbox 202") == 2
    assert said.count("Let in at the door") == 4
    assert {str(message.message_id), str(receipt.message_id)} <= about
    assert set(Event.objects.values_list("trace", flat=True)) >= {request.trace_id}


@pytest.mark.django_db
def test_a_node_that_is_out_is_one_line_of_warning(wires, book):
    wires.cut[NODES["G22"]] = 503
    with tracing.step() as request:
        sent()
    work()

    told = [line for line in book.lines if line["level"] == "WARNING"]
    assert all("traceback" not in line for line in told)
    assert any("waits" in text for text in book.of(request.trace_id))
