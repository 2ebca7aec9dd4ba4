"""Cửa nút: other nodes may have a process of their own, which serves nothing else."""

import os
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import clear_url_caches, set_urlconf

from nhip.config.management.commands import serve

ROOT = Path(__file__).parents[2]
AXIS = "nhip.config.axis_urls"


@pytest.fixture
def only_axis():
    with override_settings(ROOT_URLCONF=AXIS):
        clear_url_caches()
        yield
    set_urlconf(None)
    clear_url_caches()


@pytest.fixture
def became(monkeypatch):
    """Return what the process would have become."""
    ran = []
    monkeypatch.setattr(os, "execv", lambda program, command: ran.append([program, *command[1:]]))
    monkeypatch.setenv("NHIP_ONLY", "")
    return ran


def test_people_and_programs_are_served_by_two_processes(became):
    call_command("serve")

    command = " ".join(became[0])
    assert command.startswith(f"{sys.executable} -m granian --interface wsgi")
    assert "--port 8000 --workers 2 --blocking-threads 4" in command
    assert os.environ["NHIP_ONLY"] == ""


def test_other_nodes_are_served_by_one_of_their_own(became):
    call_command("serve", only="axis", host="0.0.0.0", threads=6)

    command = " ".join(became[0])
    assert "--host 0.0.0.0 --port 8001 --workers 1 --blocking-threads 6" in command
    assert os.environ["NHIP_ONLY"] == "axis"


def test_a_door_is_opened_where_it_is_wanted(became):
    call_command("serve", port=9000, processes=4)

    assert "--port 9000 --workers 4" in " ".join(became[0])


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/reporting/", "/accounts/login/", "/api/v1/", "/x"])
def test_the_door_of_the_axis_serves_no_page(only_axis, client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.django_db
def test_the_door_of_the_axis_takes_envelopes_and_says_that_it_lives(only_axis, client):
    answer = client.post("/axis/inbox", b"<x/>", content_type="application/edxml+xml")

    assert answer.status_code == 422
    assert answer.json()["code"] == "not-an-envelope"
    assert client.get("/healthz").content == b"ok"


def test_the_port_of_the_axis_is_where_the_web_server_looks_for_it():
    nginx = (ROOT / "deploy" / "nginx" / "nhip.conf").read_text()

    for name, only in (("nhip_web ", serve.EVERYTHING), ("nhip_axis", serve.AXIS)):
        assert f"upstream {name} {{ server 127.0.0.1:{serve.DOORS[only].port};" in nginx
