"""report.json: canonical, complete, and readable only in one way."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhip.reporting.rules.figures import MISSING, NIL, number
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.report_json import (
    NotAReport,
    PeriodStated,
    Report,
    Titled,
    form_named_in,
    hash_of,
    read_report,
    write_report,
)
from nhip.reporting.rules.schema import report_schema
from tests.reporting.forms import row, shipped

FORM = shipped("dich-ngay")
HANOI = dt.timezone(dt.timedelta(hours=7))
REPORT = Report(
    regime=Titled("YT.DICH.NGAY", "Báo cáo dịch bệnh hằng ngày"),
    form_code=FORM.code,
    form_version=FORM.version,
    agency="H53",
    unit=Titled("H53", "Tây Ninh"),
    period=PeriodStated(
        "D:2021-08-14",
        dt.datetime(2021, 8, 14, tzinfo=HANOI),
        dt.datetime(2021, 8, 15, tzinfo=HANOI),
        "14/08/2021",
    ),
    version=1,
    figures=row("covid19", brought_forward=6150, new=97, cumulative=6247),
    narrative={"tinh-hinh": "Trong ngày ghi nhận 97 ca."},
)

values = st.one_of(
    st.just(MISSING),
    st.just(NIL),
    st.integers(0, 10**20 - 1).map(lambda whole: number(Decimal(whole))),
)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(new=values, brought=values, text=texts)
def test_what_is_read_back_writes_the_same_bytes(new, brought, text):
    figures = {Address("covid19", "new"): new, Address("covid19", "brought_forward"): brought}
    payload = write_report(replace(REPORT, figures=figures, narrative={"tinh-hinh": text}), FORM)

    again = read_report(payload, FORM)

    assert write_report(again, FORM) == payload
    assert again.figures[Address("covid19", "new")] == new
    assert again.figures[Address("covid19", "cumulative")] == MISSING


def test_the_bytes_and_the_hash_are_those_of_the_published_example():
    payload = write_report(REPORT, FORM)

    assert payload.startswith(b'{"agency":"H53","cells":[{"column":"brought_forward"')
    assert hash_of(payload) == "376c785f6f56e94d6b5fde7383adc5a923048cadb1ec86868535952ce7e35598"
    assert form_named_in(payload) == ("DICH-NGAY", "2021")


def test_the_published_schema_accepts_the_payload():
    jsonschema.Draft202012Validator.check_schema(report_schema(FORM))

    jsonschema.validate(json.loads(write_report(REPORT, FORM)), report_schema(FORM))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"97"', b"97"),
        (b'"97"', b'"97.5"'),
        (b'"97"', b"null"),
        (b'"state":"number"', b'"state":"unknown"'),
        (b'"row":"covid19"', b'"row":"cholera"'),
        (b'"version":1', b'"version":0'),
    ],
)
def test_the_published_schema_refuses_what_we_refuse(old, new):
    spoilt = write_report(REPORT, FORM).replace(old, new, 1)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(spoilt), report_schema(FORM))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps(json.loads(write_report(REPORT, FORM))).encode(),
        write_report(REPORT, FORM) + b"\n",
        write_report(REPORT, FORM).replace(b'"97"', b"97"),
        write_report(REPORT, FORM).replace(b'"97"', b'"097"'),
        write_report(REPORT, FORM).replace(b'"97"', b"9.7e1"),
        write_report(REPORT, FORM).replace(b'"97"', b"null"),
        write_report(REPORT, FORM).replace(b'"version":"2021"', b'"version":"2020"'),
        write_report(REPORT, FORM).replace(b"BYT.DICH.CA", b"BYT.DICH.CB", 1),
        write_report(REPORT, FORM).replace(b'"agency"', b'"Agency":"X","agency"'),
        write_report(REPORT, FORM).replace(b'"version":1', b'"version":"1"'),
        write_report(REPORT, FORM).replace(b'"version":1', b'"version":true'),
        write_report(REPORT, FORM).replace(b'"version":1', b'"version":2'),
        write_report(REPORT, FORM).replace(b'"reason":null', b'"reason":"why"'),
        write_report(REPORT, FORM).replace(b'"T\xc3\xa2y Ninh"', b"5"),
        write_report(REPORT, FORM).replace("Tây Ninh".encode(), rb"\ud800"),
        write_report(REPORT, FORM).replace("Tây Ninh".encode(), rb"\u0000"),
        write_report(replace(REPORT, version=2, replaces="0" * 64, reason=" "), FORM),
        write_report(replace(REPORT, version=2, replaces="v1", reason="why"), FORM),
    ],
)
def test_other_bytes_are_no_report(payload):
    with pytest.raises(NotAReport):
        read_report(payload, FORM)
