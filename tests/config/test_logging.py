"""What processes say: one line each, joined by the trace, and nothing that nobody should read."""

import json
import logging
import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied

from nhip.config.logging import Joined, Json, Plain, RefusalsAreOrdinary, ToldAlready
from nhip.core import tracing
from nhip.core.errors import Unavailable


def record(text="said", *, problem=None, **known):
    exc_info = (type(problem), problem, None) if problem else None
    one = logging.LogRecord("nhip.test", logging.ERROR, "x.py", 1, text, (), exc_info)
    vars(one).update(known)
    Joined().filter(one)
    return one


def test_a_line_is_one_object_with_its_trace_and_message():
    with tracing.step() as here, tracing.about("m-1"):
        said = json.loads(Json("G22").format(record(facts={"status": 200})))

    assert said["trace"] == here.trace_id
    assert (said["message"], said["node"], said["status"]) == ("m-1", "G22", 200)


def test_people_read_a_plain_line():
    with tracing.step() as here:
        assert Plain().format(record()).endswith(f"nhip.test said [{here.trace_id[:8]}]")


@pytest.mark.parametrize("problem", [Unavailable(), PermissionDenied("reporting.sign")])
def test_a_refusal_is_one_line_of_warning(problem):
    one = record("Job ended", problem=problem)

    RefusalsAreOrdinary().filter(one)
    line = Json("G22").format(one)

    assert json.loads(line)["level"] == "WARNING"
    assert "\n" not in line
    assert "traceback" not in line


def test_a_bug_keeps_its_traceback():
    one = record(problem=ValueError("x"))

    RefusalsAreOrdinary().filter(one)

    assert "ValueError" in json.loads(Json("G22").format(one))["traceback"]


def test_what_procrastinate_says_of_jobs_was_said_already():
    assert not ToldAlready().filter(record(action="job_error"))
    assert ToldAlready().filter(record(action="stop_worker"))


@pytest.mark.parametrize("header", ["", "00-0-0-01", f"00-{'0' * 32}-{'1' * 16}-01", "x" * 500])
def test_a_header_that_says_nothing_begins_a_new_way(header):
    assert tracing.read(header) is None


def test_a_step_follows_the_one_it_was_told_of():
    before = tracing.Trace("a" * 32, "b" * 16)

    with tracing.step(tracing.read(before.header)) as here:
        assert (here.trace_id, here.parent_id) == (before.trace_id, before.span_id)
    assert tracing.current() is None


def test_requests_leave_their_path_and_never_their_question(client, caplog):
    with caplog.at_level(logging.INFO, "nhip.requests"):
        answer = client.get("/accounts/login/?next=/secret-place")

    assert len(answer["X-Request-Id"]) == 32
    assert "/accounts/login/" in caplog.text
    assert "secret-place" not in caplog.text


@pytest.mark.django_db
def test_browsers_do_not_choose_their_trace_but_programs_do(client):
    told = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}

    assert client.get("/accounts/login/", headers=told)["X-Request-Id"] != "a" * 32
    assert client.post("/axis/inbox", headers=told)["X-Request-Id"] == "a" * 32


def test_telemetry_costs_nothing_where_no_collector_is_named():
    code = "import nhip.config.middleware, sys; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not [name for name in loaded if name.startswith("opentelemetry")]
