"""Khám nút: a healthy node says so, and every illness that is planted is found."""

import datetime as dt
import io
import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from nhip.config.keeping.checks import CHECKS, around, kept, trusted, working
from nhip.config.keeping.doctor import examine
from nhip.config.keeping.findings import (
    ILLNESSES,
    LANGUAGES,
    Finding,
    Gravity,
    Limits,
    Visit,
    worst,
)
from nhip.core import clock
from nhip.documents.models import Document
from nhip.events.models import Event, Seal
from nhip.exchange.models import Message
from nhip.files import providers as files
from nhip.files.models import StoredFile
from nhip.indicators.models import Delivery, Observation
from nhip.reporting.models import Intake
from nhip.signing.models import Key

SILENT = "http://127.0.0.1:9"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def patient(node, tmp_path, settings):
    """The node, with files of its own; whatever is done to its tables is undone."""
    settings.NHIP_STATE = Path(shutil.copytree(node.state, tmp_path / "state"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # triggers are asleep
        yield settings
        transaction.set_rollback(True)


@pytest.fixture
def visit(patient):
    return Visit(now=clock.now(), real=dt.datetime.now(dt.UTC))


def names(findings):
    return [finding.name for finding in findings]


def place_of(sha256):
    return Path(settings.NHIP_STATE) / "files" / sha256[:2] / sha256[2:4] / sha256


def a_file():
    return StoredFile.objects.order_by("pk").first().pk


def job(status, *, deferred, worker=None, task="tests.work"):
    """Queue a job as procrastinate would have done it at a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('tests', %s, %s, %s) RETURNING id",
            [task, status, worker],
        )
        (pk,) = cursor.fetchone()
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [pk])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', %s)",
            [pk, deferred],
        )


@pytest.mark.requirement(62)
def test_a_healthy_node_says_so(patient, visit):
    assert list(examine(visit)) == []

    said = io.StringIO()
    call_command("doctor", stdout=said)
    assert f"Nút khỏe mạnh: {len(CHECKS)}" in said.getvalue()


def test_an_ill_node_says_in_both_languages_what_to_do(patient, visit):
    files.discard(a_file())
    said = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", json=True, stdout=said)

    assert ended.value.code == Gravity.ILL
    (finding,) = json.loads(said.getvalue())["findings"]
    assert finding["name"] == "file-missing"
    assert finding["says"]["en"] != finding["says"]["vi"]
    assert "Restore a backup" in finding["do"]["en"]


def test_every_illness_has_words_in_both_languages():
    facts = (
        dict.fromkeys(("count", "seconds", "free"), 2)
        | dict.fromkeys(
            *[("sha256", "first", "document", "reasons", "position", "kind", "version", "holder")],
            "x",
        )
        | dict.fromkeys(
            ("location", "ends", "issuer", "due", "address", "task", "recipient", "since"), "x"
        )
    )
    for name in ILLNESSES:
        words = [Finding(name, facts).in_words(language) for language in LANGUAGES]
        assert words[0][0] != words[1][0], name
        assert words[0][1] != words[1][1], name


def test_the_exit_status_is_that_of_the_gravest():
    assert worst([]) == 0
    assert worst([Finding("no-hub", {})]) == 1
    assert worst([Finding("no-hub", {}), Finding("log-not-intact", {})]) == 2


def test_a_missing_file_is_found(visit):
    files.discard(lost := a_file())

    assert [one.facts for one in kept.files_are_whole(visit)] == [{"sha256": lost}]


@pytest.mark.parametrize(("data", "quickly"), [(b"forged", True), (None, False)])
def test_an_altered_file_is_found(visit, data, quickly):
    """One of the same size is found only by reading every byte."""
    place = place_of(a_file())
    place.write_bytes(data or bytes(place.stat().st_size))
    quick = replace(visit, limits=Limits(every_byte=False))

    assert names(kept.files_are_whole(visit)) == ["file-altered"]
    assert bool(names(kept.files_are_whole(quick))) is quickly


def test_files_that_nobody_names_are_found_when_nobody_sweeps(visit):
    sha256 = files.store(b"an orphan")
    assert names(kept.files_are_named(visit)) == []
    long_ago = time.time() - 3 * 24 * 60 * 60
    os.utime(place_of(sha256), (long_ago, long_ago))

    (finding,) = kept.files_are_named(visit)
    assert finding.facts == {"count": 1, "first": sha256}


@pytest.mark.requirement(62)
def test_a_document_whose_signatures_no_longer_hold_is_found(visit):
    document = Document.objects.filter(direction="out", state="issued").first()
    forged = files.fetch(document.file_id).replace(b"/Reason", b"/Reasom", 1)
    sha256 = files.store(forged)
    StoredFile.objects.create(
        sha256=sha256, size=len(forged), media_type="application/pdf", created_at=visit.now
    )
    document.file.verifications.update(file=sha256)
    Document.objects.filter(pk=document.pk).update(file=sha256)

    (finding,) = kept.signatures_hold(visit)
    assert finding.name == "signature-not-good"
    assert document.number in finding.facts["document"]


@pytest.mark.requirement(62)
def test_a_rewritten_event_is_found(visit):
    Event.objects.filter(seal__position=3).update(actor="somebody else")

    (finding,) = kept.log_is_intact(visit)
    assert finding.facts == {"position": 3, "kind": "altered_event"}


def test_a_log_that_was_cut_is_found_by_what_was_said_of_it_elsewhere(visit):
    Seal.objects.order_by("-position").first().delete()

    assert {one.facts["kind"] for one in kept.log_is_intact(visit)} == {"cut_off"}


def test_events_that_wait_for_their_seal_are_found(visit):
    Event.objects.create(name="tests.x", subject="x:1", actor="x", at=visit.now - HOUR)

    assert names(kept.log_is_sealed(visit)) == ["log-unsealed"]


def test_a_figure_that_no_report_says_is_found(visit):
    figure = Observation.objects.filter(superseded_at=None, delivery__origin="reported").first()
    Observation.objects.filter(pk=figure.pk).update(value=98)

    (finding,) = kept.figures_are_those_of_reports(visit)
    assert finding.facts == {"version": figure.delivery.version_sha256, "count": 1}


def test_a_figure_that_is_gone_is_found(visit):
    Observation.objects.filter(superseded_at=None, delivery__origin="reported").first().delete()

    assert names(kept.figures_are_those_of_reports(visit)) == ["figures-differ"]


def test_figures_of_a_returned_report_are_found_in_the_totals(visit):
    Intake.objects.update(standing="returned", reasons=["x"])

    (finding,) = kept.figures_are_those_of_reports(visit)
    assert finding.facts["version"] == Delivery.objects.get(origin="reported").version_sha256


def test_a_disk_without_room_is_found(visit):
    tight = Limits(least_free_bytes=shutil.disk_usage("/").total * 1_000)

    assert names(around.disk_has_room(replace(visit, limits=tight))) == ["disk-nearly-full"]


def test_a_key_that_is_not_here_is_found(patient, visit):
    key = Key.objects.in_force(visit.now).filter(driver="node").first()
    (Path(patient.NHIP_STATE) / "keys" / key.location).unlink()

    assert [one.facts["location"] for one in trusted.keys_are_here(visit)] == [key.location]


def test_certificates_that_end_are_found_before_they_do(visit):
    ends = Key.objects.in_force(visit.now).first().valid.upper

    found = list(trusted.certificates_last(replace(visit, now=ends - dt.timedelta(days=10))))

    assert names(found)
    assert set(names(found)) == {"certificate-ends"}
    assert any(one.facts["holder"].startswith("H53, axis") for one in found)


def test_an_outdated_revocation_list_is_found(patient, visit):
    trust = Path(patient.NHIP_STATE) / "trust"
    shutil.copytree(Path(patient.NHIP_DEMO) / "pki" / "trust", trust)
    patient.NHIP_DEMO = ""

    later = replace(visit, now=visit.now + dt.timedelta(days=400))
    assert set(names(trusted.lists_are_fresh(later))) == {"list-outdated"}


def test_clocks_that_differ_are_found(visit):
    wrong = replace(visit, real=visit.real + HOUR)

    (finding,) = around.clocks_agree(wrong)
    assert finding.facts["seconds"] // 60 in (59, 60)


def test_an_authority_that_knows_another_time_is_found(visit):
    assert names(around.stamps_are_given(replace(visit, now=visit.now - HOUR))) == [
        "clock-of-stamps"
    ]


@pytest.mark.parametrize(("address", "name"), [(SILENT, "no-stamps"), ("", "no-stamp-authority")])
def test_an_authority_that_is_out_is_found(patient, visit, address, name):
    patient.NHIP_TSA_URL = address

    assert names(around.stamps_are_given(visit)) == [name]


def test_a_node_without_a_hub_is_found(patient, visit):
    patient.NHIP_HUB_URL = ""

    assert names(around.hub_answers(visit)) == ["no-hub"]


def test_a_hub_that_is_out_is_found(lived, django_db_blocker, settings):
    settings.NHIP_HUB_URL = SILENT
    visit = Visit(now=dt.datetime.now(dt.UTC), real=dt.datetime.now(dt.UTC))

    assert names(around.hub_answers(visit)) == ["hub-silent"]


def test_jobs_that_were_given_up_are_found(visit):
    job("failed", deferred=visit.real)

    (finding,) = working.jobs_succeed(visit)
    assert finding.facts == {"count": 1, "task": "tests.work"}


def test_jobs_of_a_worker_that_is_gone_are_found(visit):
    job("doing", deferred=visit.real)

    assert names(working.jobs_are_taken(visit)) == ["jobs-stalled"]


def test_jobs_that_nobody_starts_are_found(visit):
    job("todo", deferred=visit.real)
    assert names(working.jobs_start(visit)) == []
    job("todo", deferred=visit.real - HOUR, task="tests.old")

    (finding,) = working.jobs_start(visit)
    assert finding.facts == {"count": 1, "task": "tests.old"}


def test_letters_that_do_not_leave_are_found(visit):
    Message.objects.outgoing().update(state="queued", queued_at=visit.now - HOUR)

    found = list(working.letters_leave(visit))
    assert {one.facts["recipient"] for one in found} == {"G18", "G22", "H53"}


def test_a_sealed_document_that_does_not_leave_is_found(visit):
    waiting = Document.objects.filter(state="issued")
    waiting.update(state="sealed", sealed_at=visit.now - HOUR, stamp_patience=dt.timedelta(0))

    assert names(working.documents_leave(visit)) == ["documents-waiting"]
