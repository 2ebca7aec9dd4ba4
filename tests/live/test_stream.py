"""The live stream of a node: a real process, a real database, readers as browsers are."""

from nhip.command_centre.models import Kiosk
from nhip.core import clock
from tests.live.conftest import NODE, beginning, moved, record_event, record_many


def test_what_happens_reaches_a_reader(live, lan):
    with live.ask(lan) as stream:
        lines = stream.iter_lines()
        beginning(lines)

        record_event("indicators.delivery.stored")

        assert moved(lines, "figures") == "data: figures"


def test_only_names_of_topics_are_said(live, lan):
    with live.ask(lan) as stream:
        said = beginning(stream.iter_lines())

    assert [line for line in said if line.startswith("data")] == ["data: figures work"]


def test_who_is_not_signed_in_gets_401(live):
    for cookies in ("", "nhip_test_session=invented"):
        with live.ask(cookies) as stream:
            assert stream.status_code == 401


def test_who_may_see_nothing_hears_nothing(live, hoa):
    with live.ask(hoa) as stream:
        assert stream.status_code == 200
        assert beginning(stream.iter_lines()) == ["retry: 1000"]


def test_the_nodes_own_pages_may_read_with_their_cookie(live, lan):
    with live.ask(lan) as stream:
        assert stream.headers["access-control-allow-origin"] == NODE
        assert stream.headers["access-control-allow-credentials"] == "true"


def test_pages_of_another_origin_may_not(live, lan):
    with live.ask(lan, origin="http://127.0.0.1:8001") as stream:
        assert stream.status_code == 403
        assert "access-control-allow-origin" not in stream.headers


def test_who_comes_back_hears_what_was_missed_and_nothing_else(live, lan):
    with live.ask(lan) as stream:
        said = beginning(stream.iter_lines())
    last = next(line.removeprefix("id: ") for line in said if line.startswith("id: "))

    record_event("reporting.report.put_up")
    with live.ask(lan, headers={"Last-Event-ID": last}) as stream:
        assert moved(stream.iter_lines(), "work") == "data: work"


def test_the_process_ends_when_asked_though_somebody_reads(live, lan):
    with live.ask(lan) as stream:
        lines = stream.iter_lines()
        beginning(lines)

        assert live.end() == 0
        assert list(lines) is not None


def test_a_reader_who_does_not_read_costs_nothing(live, lan):
    with live.deaf(lan), live.ask(lan) as stream:
        lines = stream.iter_lines()
        beginning(lines)
        before = live.memory()

        record_many("documents.document.issued", 3_000)
        moved(lines, "work")
        record_event("indicators.delivery.withdrawn")
        moved(lines, "figures")

        assert live.memory() - before < 10 * 2**20


def test_a_taken_port_is_named(live):
    ended = live.again()

    assert ended.returncode == 1
    assert f"127.0.0.1:{live.port}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_page_hears_only_what_it_asks_for(live, lan):
    with live.ask(lan, params={"topic": ["work", "invented"]}) as stream:
        said = beginning(stream.iter_lines())

    assert "data: work" in said


def test_a_wall_screen_hears_figures_and_nothing_else(live, screen):
    with live.ask(screen) as stream:
        said = beginning(stream.iter_lines())

    assert [line for line in said if line.startswith("data")] == ["data: figures"]


def test_a_screen_that_was_closed_hears_nothing(live, screen):
    Kiosk.objects.update(closed_at=clock.now())

    with live.ask(screen) as stream:
        assert stream.status_code == 401
