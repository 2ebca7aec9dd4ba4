"""The bar moves the demonstration's clock, the tour tells its story, a changed copy is refused."""

import datetime as dt

import pytest

from nhip.config.demo.changed import WORDS, changed_copy
from nhip.config.demo.country import country, keep_ports
from nhip.core import clock
from nhip.core.clock import HANOI
from nhip.signing.rules.verdicts import Conclusion
from tests.demo.conftest import NOW
from tests.signing.conftest import report, signed, signers  # noqa: F401  (found by their names)

FIVE_TO_TEN = dt.datetime(2021, 8, 15, 9, 55, tzinfo=HANOI)
A_WHILE = dt.timedelta(seconds=30)


@pytest.fixture
def here(settings, tmp_path, db):
    """A node of a demonstration at eight o'clock."""
    land = country(tmp_path, (8000, 8001, 8002))
    keep_ports(land)
    settings.NHIP_DEMO = str(land.folder)
    settings.NHIP_NODE = land.provinces.name
    settings.NHIP_CLOCK = land.clock
    clock.write(land.clock, NOW)
    return land


def move(client, moment, page="/signing/check/"):
    return client.post("/demo/clock", {"to": moment.isoformat(), "next": page})


def test_the_bar_moves_the_clock_and_goes_back_to_the_page(client, here):
    answer = move(client, FIVE_TO_TEN)

    assert (answer.status_code, answer["Location"]) == (302, "/signing/check/")
    assert dt.timedelta(0) <= clock.now() - FIVE_TO_TEN < A_WHILE


def test_the_clock_is_never_moved_back(client, here):
    move(client, FIVE_TO_TEN)

    answer = move(client, FIVE_TO_TEN - dt.timedelta(hours=1))

    assert answer.status_code == 409
    assert clock.now() >= FIVE_TO_TEN


def test_the_way_back_leads_nowhere_else(client, here):
    assert move(client, FIVE_TO_TEN, "https://example.org/")["Location"] == "/"


def test_what_is_no_moment_moves_nothing(client, here):
    assert client.post("/demo/clock", {"to": "tomorrow"}).status_code == 400


def test_moments_that_have_passed_are_not_offered(client, here):
    move(client, FIVE_TO_TEN)

    page = client.get("/signing/check/").content.decode()

    assert "09:55 15/08/2021</button>" not in page
    assert "10:00 15/08/2021</button>" in page


def test_the_tour_has_seven_steps_at_the_nodes_where_they_are_done(client, here):
    page = client.get("/demo/tour/").content.decode()

    assert page.count("<h2>") == 7
    assert 'href="http://127.0.0.1:8000/command-centre/' in page
    assert page.count("chưa làm") == 4  # this node knows of its own steps alone


def test_nothing_of_this_exists_outside_a_demonstration(client, settings, db):
    settings.NHIP_DEMO = ""

    assert client.get("/demo/tour/").status_code == 404
    assert client.get("/demo/changed.pdf").status_code == 404
    assert move(client, FIVE_TO_TEN).status_code == 404
    assert b"tour-bar" not in client.get("/signing/check/").content


def test_the_changed_copy_says_so_and_is_refused(signers, signed):  # noqa: F811
    changed = changed_copy(signed)

    assert WORDS.encode() in changed
    assert signers.verdict(signed).conclusion is Conclusion.GOOD
    assert signers.verdict(changed).conclusion is not Conclusion.GOOD
