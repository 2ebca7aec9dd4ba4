"""The operator's page tells in one look whether reports flow, and lets a failed job run again."""

import datetime as dt

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.desk import providers
from nhip.desk.queries.operation import Room, Surroundings, operation_page
from nhip.events.models import Event
from nhip.events.tasks import requeue_stalled
from nhip.exchange.models import Message
from nhip.ui.rules import Tone
from tests.desk.test_administration import opened, posted
from tests.reporting.country import NOW

pytestmark = pytest.mark.usefixtures("august")

ALL_WELL = Surroundings(Room(9 * 10**9, 10**10), NOW - dt.timedelta(hours=2), has_tsa=False)


@pytest.fixture
def worker(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")


@pytest.fixture
def failed(db):
    """A job that failed."""
    pk = requeue_stalled.configure(queueing_lock="x").defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [pk])
    return pk


def signs(around=ALL_WELL):
    page = operation_page(around, is_hub=False, now=NOW)
    return page, {one.title: one.mark.tone for one in page.signs}


def test_when_all_is_well_it_says_so(worker):
    page, _found = signs()

    assert page.verdict.tone is Tone.DONE
    assert str(page.verdict.word) == "Báo cáo thông suốt"


def test_without_a_worker_nothing_flows(db):
    page, found = signs()

    assert page.verdict.tone is Tone.LATE
    assert page.signs[0].mark.tone is Tone.LATE
    assert found["Tiến trình nền"] is Tone.LATE


def test_what_is_not_reached_stands_first_with_its_reason(worker, dead):
    Message.objects.update(state="queued", failure="Không kết nối được", expires_at=NOW)

    page, found = signs()

    assert found["Đối tác trên trục"] is Tone.LATE
    assert page.partners[0].line.recipient == "G22"
    assert page.partners[0].line.failure == "Không kết nối được"


@pytest.mark.parametrize(
    ("around", "title"),
    [
        (Surroundings(Room(10**8, 10**10), NOW, has_tsa=False), "Đĩa"),
        (Surroundings(Room(9 * 10**9, 10**10), None, has_tsa=False), "Sao lưu gần nhất"),
    ],
)
def test_what_surrounds_the_node_counts_as_well(worker, around, title):
    page, found = signs(around)

    assert found[title] in (Tone.LATE, Tone.SOON)
    assert page.verdict.tone is not Tone.DONE


def test_a_log_that_nobody_stamps_is_said(worker, report):
    from nhip.events.actions import seal_batch

    seal_batch()

    _page, found = signs(Surroundings(ALL_WELL.room, ALL_WELL.backup, has_tsa=True))

    assert found["Dấu thời gian"] is Tone.LATE


def test_the_page_is_for_who_looks_after_the_node(client, dung, lan, thu):
    for person in (lan, thu):
        client.force_login(person)
        assert client.get("/administration/operation/").status_code == 404

    assert "Báo cáo trong một giờ qua" in opened(client, dung, "operation/")


def test_a_failed_job_runs_again_and_who_did_it_is_recorded(client, dung, failed):
    page = posted(client, dung, "operation/try-again/", number=failed)

    assert "Việc đã được xếp lại vào hàng đợi." in page
    assert ProcrastinateJob.objects.get(pk=failed).status == "todo"
    assert Event.objects.get(name="events.job.tried_again").actor == dung.ref


def test_a_job_that_did_not_fail_is_left_alone(client, dung):
    client.force_login(dung)

    answer = client.post("/administration/operation/try-again/", {"number": 1})

    assert answer.status_code == 409


def test_a_stranger_runs_nothing_again(client, lan, failed):
    client.force_login(lan)

    answer = client.post("/administration/operation/try-again/", {"number": failed})

    assert answer.status_code == 404
    assert ProcrastinateJob.objects.get(pk=failed).status == "failed"


def test_a_backup_is_remembered(settings, tmp_path):
    assert providers.last_backup() is None

    providers.note_backup(at=NOW)

    assert providers.last_backup() == NOW


def test_the_page_costs_the_same_however_many_partners_wait(
    client,
    dung,
    dead,
    django_assert_max_num_queries,
):
    Message.objects.update(state="queued")
    client.force_login(dung)
    with django_assert_max_num_queries(40):
        client.get("/administration/operation/")
