"""Cùng một lúc: workers that take in side by side neither double a report nor lose one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from nhip.documents.models import Document
from nhip.exchange.models import Message
from nhip.indicators.models import Observation, Rival
from nhip.reporting import tasks
from nhip.reporting.models import Intake, Obligation, ReportVersion
from tests.reporting.arrivals import Desk, arrive, report, written
from tests.reporting.country import NOW


@pytest.fixture
def db(committing):
    """Let everything of these tests be committed, in a database of their own."""


@pytest.fixture
def agencies(node, obligation, office, ministry):
    """The Government Office and the Ministry, to whom Tây Ninh owes its report."""
    return {"G22": office, "G18": ministry}


@pytest.fixture
def paper(pki):
    return Desk.of(pki).paper(written(report()))


def at_once(calls: Sequence) -> None:
    """Make every call in a thread and a connection of its own."""

    def alone(call):
        try:
            call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(alone, calls))


def take_in(document):
    return lambda: tasks.take_in_document(document_id=document.pk, now=NOW)


def test_two_agencies_take_in_the_same_version_at_once(agencies, paper):
    documents = [arrive(paper, unit, code=code) for code, unit in agencies.items()]

    at_once([take_in(each) for each in documents])

    assert ReportVersion.objects.count() == 1
    assert Intake.objects.in_totals().count() == 2
    assert (Observation.objects.count(), Rival.objects.count()) == (3, 0)


def test_two_jobs_for_one_document_take_it_in_once(agencies, paper):
    document = arrive(paper, agencies["G22"], code="G22")

    at_once([take_in(document)] * 3)

    document = Document.objects.get(pk=document.pk)
    assert (document.state, Intake.objects.count()) == (Document.State.ACCEPTED, 1)
    assert Message.objects.filter(code="03").count() == 1


def test_two_ticks_make_out_the_same_obligations_once(agencies):
    at_once([lambda: tasks.tick(timestamp=0)] * 2)
    regime_id = Obligation.objects.first().regime_id
    at_once([lambda: tasks.generate(regime_id=regime_id)] * 3)

    keys = Obligation.objects.order_by("due_at").values_list("period__key", flat=True)
    assert list(keys) == ["D:2021-08-14", "D:2021-08-15", "D:2021-08-16"]
