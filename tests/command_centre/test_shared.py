"""Trả lời chung: one answer for all who may see the same, and never one that is no longer true."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nhip.accounts.rules import RoleName
from nhip.command_centre.queries import moves
from nhip.command_centre.queries.board import board_page
from nhip.command_centre.queries.choices import Choice
from nhip.command_centre.queries.moves import MOVE_A_BOARD, mark
from nhip.core.web import system
from nhip.indicators.actions import STORED, WITHDRAWN, withdraw
from nhip.reporting.actions.obligations import CHANGED, FROZEN
from tests.accounts.conftest import give, person
from tests.command_centre.conftest import imported
from tests.reporting.country import NOW, make_person

CHOICE = Choice(regime="YT.DICH.NGAY", period="D:2021-08-14")
LATER = NOW + dt.timedelta(hours=1)


def board(viewer, *, now=LATER, seen=None, heard=None):
    choice = Choice(CHOICE.regime, CHOICE.period, seen=seen)
    return board_page(choice, viewer=viewer, now=now, heard=heard)


def cases(viewer, **more):
    """Return the total of the day's new cases as somebody is shown it."""
    return next(one for one in board(viewer, **more).tiles if "trong ngày" in one.label)


def coverage(viewer):
    return (cases(viewer).present, cases(viewer).expected)


@pytest.fixture
def colleague(office):
    """Hạnh, who has the same grant as Quân."""
    return make_person("hanh", "Đỗ Mỹ Hạnh", "analyst", office)


def test_two_people_with_the_same_grants_are_shown_one_answer(analyst, colleague, country):
    assert board(analyst).tiles is board(colleague).tiles


def test_who_has_other_grants_never_gets_that_answer(analyst, lan, ha_noi, country):
    stranger = person("tung", "Tùng")
    give(stranger, RoleName.REPORTER, ha_noi)

    assert [coverage(one) for one in (analyst, stranger, lan)] == [(1, 2), (0, 1), (1, 1)]


def test_the_languages_have_answers_of_their_own(analyst, country):
    vietnamese = board(analyst).title

    with translation.override("en"):
        assert board(analyst).title != vietnamese


def test_an_accepted_report_ends_the_answer_at_once(analyst, country, ha_noi):
    assert cases(analyst).value == "97"

    imported(ha_noi, 40)

    assert cases(analyst).value == "137"


def test_who_heard_of_a_report_gets_an_answer_that_knows_of_it_though_more_came(
    analyst, country, ha_noi
):
    board(analyst)
    imported(ha_noi, 40)
    heard = time.time()
    assert cases(analyst, heard=heard).value == "137"

    imported(ha_noi, 50)

    assert cases(analyst, heard=heard).value == "137"
    assert cases(analyst, heard=time.time()).value == "147"


@pytest.mark.parametrize("seconds", [0, 3_600])
def test_who_heard_of_a_report_never_gets_an_answer_from_before_it(
    analyst, country, ha_noi, seconds
):
    board(analyst)

    imported(ha_noi, 40)

    assert cases(analyst, heard=time.time() + seconds).value == "137"


def test_an_answer_that_was_looked_at_again_knows_more(analyst, country, django_assert_num_queries):
    board(analyst)
    heard = time.time()
    board(analyst)

    with django_assert_num_queries(1):  # the grants; not even the mark
        board(analyst, heard=heard)


def test_the_due_time_ends_an_answer_whatever_was_heard(analyst, country):
    early = time.time() - 1
    board(analyst)

    late = cases(analyst, now=NOW + dt.timedelta(hours=4), heard=early)

    assert late.freshness.word != "đang về"


def test_what_a_page_heard_is_read_from_its_question(client, analyst, country, ha_noi):
    client.force_login(analyst)
    asked = {"HX-Request": "true", "Nhip-Heard": str(int((time.time() + 1) * 1_000))}
    client.get("/command-centre/", headers=asked)
    early = asked | {"Nhip-Heard": str(int((time.time() - 1) * 1_000))}

    with CaptureQueriesContext(connection) as few:
        client.get("/command-centre/", headers=early)
    with CaptureQueriesContext(connection) as more:
        client.get("/command-centre/", headers=asked | {"Nhip-Heard": "now"})

    assert len(few) == len(more) - 1  # nobody looked whether anything moved


def test_a_withdrawn_report_ends_the_answer_at_once(analyst, country):
    board(analyst)

    withdraw(actor=system("tests"), version_sha256=country.version.sha256, now=LATER)

    assert cases(analyst).value == "·"


def test_the_due_time_ends_the_answer_though_nothing_was_written(analyst, country):
    assert cases(analyst).freshness.word == "đang về"

    assert cases(analyst, now=NOW + dt.timedelta(hours=4)).freshness.word != "đang về"


def test_what_is_new_to_one_person_is_not_marked_for_another(analyst, colleague, country):
    before = NOW - dt.timedelta(minutes=1)

    assert cases(analyst, seen=before).is_new
    assert not cases(colleague).is_new


def test_a_warm_board_reads_only_who_asks_and_whether_anything_moved(client, analyst, country):
    client.force_login(analyst)
    client.get("/command-centre/")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/command-centre/", headers={"HX-Request": "true"})

    assert len(asked) <= 4  # the session, the person, the grants, the mark


def test_an_unchanged_part_is_not_sent_again(client, analyst, country):
    client.force_login(analyst)
    first = client.get("/command-centre/", headers={"HX-Request": "true"})

    headers = {"HX-Request": "true", "If-None-Match": first["ETag"]}

    assert client.get("/command-centre/", headers=headers).status_code == 304


def test_a_whole_page_is_kept_by_no_browser(client, analyst, country):
    client.force_login(analyst)

    page = client.get("/command-centre/")

    assert "no-store" in page["Cache-Control"]
    assert "ETag" not in page


def test_the_mark_knows_the_events_by_their_names():
    assert {STORED, WITHDRAWN, CHANGED, FROZEN} <= set(MOVE_A_BOARD)


def test_a_smaller_number_that_is_committed_later_still_moves_the_mark(committing, monkeypatch):
    monkeypatch.setattr(moves, "SETTLE_EVERY", 1)
    write = (
        "INSERT INTO events_event (name, subject, actor, at, data, trace)"
        " VALUES (%s, '', '', now(), '{}', '')"
    )
    slow, fast = connection.copy(), connection.copy()
    with slow.cursor() as first, fast.cursor() as second:
        first.execute("BEGIN")
        first.execute(write, [STORED])
        second.execute(write, [STORED])
        seen = [mark() for _look in range(3)]

        first.execute("COMMIT")

        assert mark() != seen[-1]
        assert len(set(seen)) == 1
    slow.close()
    fast.close()
