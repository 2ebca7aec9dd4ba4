"""Pages know what moves them, where to ask, and where the stream is."""

import re

import pytest

from nhip.config.live.topics import TOPICS, topics_of
from tests.command_centre.conftest import *  # noqa: F403  (people and figures of the command centre)

BOARD = "/command-centre/?regime=YT.DICH.NGAY&period=D:2021-08-14"


def page_of(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("address", "topic"), [(BOARD, "figures"), ("/", "work")])
def test_a_page_names_what_moves_it_and_gets_that_part_alone(
    client, analyst, country, address, topic
):
    page = page_of(client, analyst, address)

    part = re.search(rf'<div id="(\w+)" data-live="{topic}" data-from="([^"]+)"', page)
    alone = client.get(part.group(2).replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert f'id="{part.group(1)}"' in alone.content.decode()
    assert 'id="as-it-stood" data-with' in alone.content.decode()
    assert "<html" not in alone.content.decode()


def test_a_board_of_the_past_does_not_move(client, analyst, country):
    assert "data-live" not in page_of(client, analyst, f"{BOARD}&as_of=2021-08-15T08:30")


def test_pages_of_who_is_not_signed_in_have_no_stream(client, db):
    assert "live.js" not in client.get("/accounts/login/").content.decode()


def test_what_pages_wait_for_is_what_the_stream_says(client, analyst, country):
    pages = page_of(client, analyst, "/") + page_of(client, analyst, BOARD)

    assert set(re.findall(r'data-live="(\w+)"', pages)) == TOPICS


def test_accepted_figures_move_boards_and_typing_moves_nothing():
    assert "figures" in topics_of("indicators.delivery.stored")
    assert topics_of("reporting.report.entered") == ()
