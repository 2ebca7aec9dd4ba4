"""Nạp cả bảng: figures and cells by CSV, JSON or Parquet, all rows or none, once for each key."""

import json
from decimal import Decimal

import duckdb
import pytest
from django.test import Client

from nhip.events.models import Event
from nhip.indicators.models import Observation
from nhip.reporting import actions
from nhip.reporting.models import Cell, FeedRun, Report
from nhip.reporting.providers import parquet_tables
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Address
from nhip.reporting.tasks import feeding
from tests.api.conftest import caller_for
from tests.reporting.country import NOW, make_person
from tests.reporting.jobs import run_jobs

SERIES = "observations?source=Ni%C3%AAn%20gi%C3%A1m&source_date=2021-08-14"
CELLS = "submissions?regime=YT.DICH.NGAY&period=D:2021-08-14"
HEAD = "indicator,unit,period,value\n"
GOOD = HEAD + "BYT.DICH.CA,H53,D:2021-08-14,97\nBYT.DICH.CA,H26,D:2021-08-14,nil\n"
ROWS = "unit,row,column,value\nH53,covid19,new,97\nH53,covid19,brought_forward,6150\n"


@pytest.fixture
def office(daily, tay_ninh):
    """Whoever keeps the dictionary of the node, and with it the published series."""
    return caller_for(make_person("thong-ke", "Cục Thống kê", "administrator", tay_ninh))


def post(caller, address, body, kind="text/csv", key=""):
    headers = caller.headers | ({"Idempotency-Key": key} if key else {})
    content = body.encode() if isinstance(body, str) else body
    return Client().post(f"/api/v1/{address}", content, content_type=kind, headers=headers)


def codes(answer):
    return [(one["row"], one["column"], one["code"]) for one in answer.json()["facts"]["findings"]]


# --- Figures of a series --------------------------------------------------------------------


def test_a_series_is_stored_with_its_source(office):
    answer = post(office, SERIES, GOOD)

    assert (answer.status_code, answer.json()["result"]["stored"]) == (200, 2)
    held = Observation.objects.order_by("state").values_list("state", "value", "delivery__source")
    assert list(held) == [("nil", None, "Niên giám"), ("number", Decimal(97), "Niên giám")]


def test_json_and_lines_say_the_same_as_a_table(office):
    row = {"indicator": "BYT.DICH.CA", "unit": "H53", "period": "D:2021-08-14", "value": 1.50}
    for body, kind in (
        (json.dumps({"rows": [row]}), "application/json"),
        (json.dumps([row | {"value": "1.5"}]), "application/json"),
        (json.dumps(row) + "\n\n", "application/x-ndjson"),
    ):
        answer = post(office, SERIES, body, kind)
        assert (answer.status_code, answer.json()["rows"]) == (200, 1)
    assert Observation.objects.get().value == Decimal("1.5")


@pytest.mark.requirement(16)
def test_missing_nil_and_nought_stay_three_things(office):
    table = "indicator,unit,period,value,state\n" + "".join(
        f"BYT.DICH.CA,H53,D:2021-08-{day},{value},{state}\n"
        for day, value, state in ((10, "", "missing"), (11, "", "nil"), (12, "0", ""), (13, "", ""))
    )
    post(office, SERIES, table)

    held = Observation.objects.order_by("period__window").values_list("state", "value")
    assert list(held) == [("missing", None), ("nil", None), ("number", 0), ("missing", None)]


def test_parquet_says_the_same_as_a_table(office, tmp_path):
    base = duckdb.connect(":memory:")
    base.execute(
        "COPY (SELECT 'BYT.DICH.CA' AS indicator, 'H53' AS unit, 'D:2021-08-14' AS period,"
        f" 97.50::DECIMAL(9, 2) AS value) TO '{tmp_path}/a.parquet' (FORMAT parquet)"
    )
    body = (tmp_path / "a.parquet").read_bytes()

    answer = post(office, SERIES, body, "application/vnd.apache.parquet")

    assert (answer.status_code, answer.json()["result"]["stored"]) == (200, 1)
    assert Observation.objects.get().value == Decimal("97.5")
    damaged = post(office, SERIES, body[:-9], "application/vnd.apache.parquet")
    assert codes(damaged) == [(0, "", "unreadable")]


def test_without_the_extra_parquet_is_refused_clearly(office, monkeypatch):
    monkeypatch.setattr(parquet_tables, "find_spec", lambda _name: None)

    answer = post(office, SERIES, b"PAR1", "application/vnd.apache.parquet")

    assert (answer.status_code, answer.json()["code"]) == (415, "parquet-is-not-installed")
    assert post(office, SERIES, b"<a/>", "application/xml").status_code == 415


def test_every_wrong_row_is_named_in_both_languages_and_nothing_is_kept(office):
    table = (
        HEAD.strip()
        + ",disaggregation,measure\n"
        + "".join(
            f"{line}\n"
            for line in (
                "BYT.DICH.CA,H53,D:2021-08-14,97,,",
                "BYT.KHONG.CO,H53,D:2021-08-14,1,,",
                "BYT.DICH.CA,H99,D:2021-08-14,1,,",
                "BYT.DICH.CA,H53,D:2021-13-14,1,,",
                "BYT.DICH.CA,H26,D:2021-08-14,x,,",
                "BYT.DICH.CA,H26,D:2021-08-14,1,sex=F,",
                "BYT.DICH.CA,H26,D:2021-08-14,1,,bogus",
                "BYT.DICH.CA,H53,D:2021-08-14,98,,",
            )
        )
    )
    answer = post(office, SERIES, table)

    assert (answer.status_code, answer.json()["code"]) == (422, "feed-is-wrong")
    assert codes(answer) == [
        (2, "indicator", "no-such-indicator"),
        (3, "unit", "no-such-unit"),
        (4, "period", "no-such-period"),
        (5, "value", "not-a-number"),
        (6, "disaggregation", "no-such-group"),
        (7, "measure", "no-such-measure"),
        (8, "", "given-twice"),
    ]
    first = answer.json()["facts"]["findings"][0]
    assert first["message"] == "Dòng 2: không có chỉ tiêu “BYT.KHONG.CO”."
    assert first["message_en"] == "Row 2: there is no indicator “BYT.KHONG.CO”."
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ("\n", "text/csv", "heads-are-wrong"),
        ("a,b\n1,2\n", "text/csv", "heads-are-wrong"),
        (GOOD + "x,y\n", "text/csv", "row-is-broken"),
        (GOOD + '"', "text/csv", "unreadable"),
        (b"\xff\xfe", "text/csv", "unreadable"),
        pytest.param("[" * 99_999, "application/json", "unreadable", id="deep"),
        ('{"rows": 5}', "application/json", "unreadable"),
        ("[5]", "application/json", "row-is-broken"),
        ('{"a": 1}\n', "application/x-ndjson", "heads-are-wrong"),
    ],
)
def test_what_is_no_table_is_one_fault(office, body, kind, code):
    answer = post(office, SERIES, body, kind)

    assert (answer.status_code, codes(answer)) == (422, [(0, "", code)])


def test_a_trial_tells_the_same_and_keeps_nothing(office):
    answer = post(office, f"{SERIES}&dry_run=true", GOOD)

    assert (answer.json()["result"]["stored"], answer.json()["dry_run"]) == (2, True)
    assert not Observation.objects.exists()


def test_numbers_are_read_in_the_writing_that_is_declared(office):
    table = HEAD + 'BYT.DICH.CA,H53,D:2021-08-14,"1.234,5"\n'

    assert codes(post(office, SERIES, table)) == [(1, "value", "not-a-number")]
    assert post(office, f"{SERIES}&locale=vi", table).status_code == 200
    assert Observation.objects.get().value == Decimal("1234.5")


def test_who_does_not_keep_the_dictionary_feeds_no_series(tay_ninhs, daily):
    answer = post(tay_ninhs, SERIES, GOOD, key="k")

    assert answer.status_code == 403
    assert not FeedRun.objects.exists()


# --- Once for each key ----------------------------------------------------------------------


def test_the_same_key_with_the_same_body_has_the_same_answer(office):
    first, second = (post(office, SERIES, GOOD, key="thang-8") for _turn in range(2))

    assert first.json() == second.json()
    assert FeedRun.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(office):
    post(office, SERIES, GOOD, key="thang-8")

    for address, body in ((SERIES, HEAD), (f"{SERIES}&dry_run=true", GOOD)):
        answer = post(office, address, body, key="thang-8")
        assert (answer.status_code, answer.json()["code"]) == (422, "key-was-used")


def test_a_refusal_is_remembered_with_its_rows(office):
    wrong = HEAD + "BYT.DICH.CA,H99,D:2021-08-14,1\n"
    first, second = (post(office, SERIES, wrong, key="k") for _turn in range(2))

    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert codes(second) == [(1, "unit", "no-such-unit")]


def test_a_key_belongs_to_whom_it_was_used_by(office, tay_ninhs):
    post(office, SERIES, GOOD, key="k")

    assert post(tay_ninhs, CELLS, ROWS, key="k").status_code == 200


# --- Cells of reports -----------------------------------------------------------------------


def test_worksheets_are_opened_and_filled_in(tay_ninhs, obligation):
    answer = post(tay_ninhs, CELLS, ROWS)

    assert answer.json()["result"] == {"rows": 2, "reports": 1, "cells": 2, "unchanged": 0}
    report = Report.objects.get(obligation=obligation)
    assert report.figures[Address("covid19", "new")] == number(97)
    assert set(report.cells.values_list("origin", flat=True)) == {Cell.Origin.FEED}


def test_the_same_again_changes_nothing(tay_ninhs, obligation):
    post(tay_ninhs, CELLS, ROWS)
    answer = post(tay_ninhs, CELLS, ROWS)

    assert answer.json()["result"]["cells"] == 0
    assert Report.objects.get().revision == 1


def test_wrong_cells_are_named_and_no_worksheet_is_opened(tay_ninhs, obligation):
    table = ROWS + "H53,covid19,deaths,1\nH53,covid19,cumulative,1\nH26,covid19,new,1\n"
    table += "H53,covid19,new,5\nH53,covid19,new,-\n"
    answer = post(tay_ninhs, CELLS, table)

    assert codes(answer) == [
        (3, "row", "no-such-cell"),
        (4, "row", "cell-is-computed"),
        (5, "unit", "not-owed"),
        (6, "", "given-twice"),
        (7, "value", "not-a-number"),
    ]
    assert not Report.objects.exists()


@pytest.mark.requirement(26)
def test_what_a_person_entered_is_not_written_over_unless_it_is_asked_for(
    machine, tay_ninhs, obligation
):
    report = actions.open_report(actor=machine, obligation_id=obligation.pk, now=NOW)
    batch = actions.Batch({Address("covid19", "new"): number(5)}, report.revision)
    actions.enter_cells(actor=machine, report_id=report.pk, batch=batch, now=NOW)

    assert codes(post(tay_ninhs, CELLS, ROWS)) == [(1, "value", "typed-here")]
    assert post(tay_ninhs, f"{CELLS}&replace=true", ROWS).status_code == 200
    assert Report.objects.get().figures[Address("covid19", "new")] == number(97)


def test_a_report_that_was_put_up_is_fed_no_more(tay_ninhs, obligation):
    post(tay_ninhs, CELLS, ROWS)
    Report.objects.update(stage="returned")
    assert post(tay_ninhs, CELLS, ROWS).status_code == 200
    answer = post(tay_ninhs, CELLS.replace("14", "13"), ROWS)
    assert codes(answer)[0] == (1, "unit", "not-owed")


def test_a_stranger_feeds_nobodys_report(hoas, obligation):
    assert {code for _row, _column, code in codes(post(hoas, CELLS, ROWS))} == {"not-owed"}
    assert not Report.objects.exists()


# --- Large bodies ---------------------------------------------------------------------------


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(feeding, "AT_ONCE", 0)


def test_a_large_body_becomes_a_job_that_tells_how_far_it_is(office, everything_is_large):
    answer = post(office, SERIES, GOOD, key="lon")
    where = answer["Location"]

    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    run_jobs(areas=["reporting"])
    told = Client().get(where, headers=office.headers).json()
    assert (told["state"], told["rows"], told["result"]["stored"]) == ("done", 2, 2)
    assert post(office, SERIES, GOOD, key="lon").status_code == 200


def test_a_large_body_with_a_wrong_row_keeps_nothing(office, everything_is_large):
    where = post(office, SERIES, GOOD + "BYT.DICH.CA,H99,D:2021-08-14,1\n")["Location"]
    run_jobs(areas=["reporting"])

    told = Client().get(where, headers=office.headers).json()
    assert (told["state"], told["code"]) == ("refused", "feed-is-wrong")
    assert [one["row"] for one in told["findings"]] == [3]
    assert not Observation.objects.exists()


def test_a_job_that_runs_twice_stores_once(office, everything_is_large):
    post(office, SERIES, GOOD)
    event = FeedRun.objects.get()
    run_jobs(areas=["reporting"])
    feeding.carry_out_feed(event_id=_event_of(event))

    assert Observation.objects.count() == 2


def _event_of(run):
    return Event.objects.about(run).get(name="reporting.feed.queued").pk


def test_a_program_whose_right_ended_meanwhile_is_refused(office, everything_is_large):
    post(office, SERIES, GOOD)
    FeedRun.objects.get().user.grants.all().delete()
    run_jobs(areas=["reporting"])

    assert FeedRun.objects.get().answer["code"] == "may-not-feed"
    assert not Observation.objects.exists()


def test_nobody_else_sees_a_feed(office, tay_ninhs, everything_is_large):
    where = post(office, SERIES, GOOD)["Location"]

    assert Client().get(where, headers=tay_ninhs.headers).status_code == 404


def test_rows_come_a_few_at_a_time_and_faults_end_at_a_bound(office, monkeypatch):
    table = HEAD + "".join(f"NO.{n},H53,D:2021-08-14,1\n" for n in range(1_100))

    found = codes(post(office, SERIES, table))

    assert len(found) == 1_001
    assert found[-1] == (0, "", "too-many-faults")
