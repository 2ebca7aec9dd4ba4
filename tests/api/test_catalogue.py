"""What there is to report: regimes, forms with their schemas, and what one's units owe."""

import json

from jsonschema import Draft202012Validator

from nhip.reporting.actions import open_report
from nhip.reporting.queries.reports import payload
from tests.reporting.country import NOW, load


def test_regimes_name_their_form_and_their_recipients(daily, tay_ninhs):
    (regime,) = tay_ninhs.get("regimes").json()

    assert (regime["code"], regime["calendar"]) == ("YT.DICH.NGAY", "D")
    assert regime["form"] == {"code": "DICH-NGAY", "version": "2021"}
    assert [one["code"] for one in regime["recipients"]] == ["G22", "G18"]


def test_a_form_is_read_whole(daily, tay_ninhs):
    form = tay_ninhs.get("forms/DICH-NGAY/2021").json()

    assert form["decision"]["number"] == "54/2015/TT-BYT"
    assert [row["code"] for row in form["specification"]["rows"]] == ["covid19"]


def test_a_form_whose_code_has_slashes_is_found(db, tay_ninhs):
    load(forms=["ii-06-kstt"])

    form = tay_ninhs.get("forms/II.06/VPCP/KSTT/2020")
    schema = tay_ninhs.get("forms/II.06/VPCP/KSTT/2020/schema")

    assert form.json()["code"] == "II.06/VPCP/KSTT"
    assert schema.json()["properties"]["form"]["properties"]["version"]["const"] == "2020"


def test_the_schema_describes_the_very_report_that_is_signed(obligation, machine, tay_ninhs):
    report = open_report(actor=machine, obligation_id=obligation.pk, now=NOW)
    schema = tay_ninhs.get("forms/DICH-NGAY/2021/schema").json()

    written = json.loads(payload(report, on=NOW.date()))

    Draft202012Validator(schema).validate(written)


def test_the_schema_of_entries_leaves_out_what_is_computed(daily, tay_ninhs):
    schema = tay_ninhs.get("forms/DICH-NGAY/2021/entries").json()

    columns = schema["properties"]["cells"]["items"]["properties"]["column"]["enum"]
    assert columns == ["brought_forward", "new"]


def test_an_obligation_says_what_is_owed_by_when(obligation, tay_ninhs):
    (owed,) = tay_ninhs.get("obligations").json()

    assert owed["id"] == obligation.pk
    assert (owed["regime"], owed["period"]) == ("YT.DICH.NGAY", "D:2021-08-14")
    assert owed["form"] == {"code": "DICH-NGAY", "version": "2021"}
    assert owed["unit"] == {"code": "H53", "name": "Tây Ninh"}
    assert owed["due_at"] == "2021-08-15T03:00:00Z"
    assert (owed["report"], owed["stage"]) == (None, "")


def test_obligations_of_one_period_are_asked_for_by_its_key(obligation, tay_ninhs):
    assert len(tay_ninhs.get("obligations", period="D:2021-08-14").json()) == 1
    assert tay_ninhs.get("obligations", period="D:2021-08-13").json() == []
    assert tay_ninhs.get("obligations", regime="KHDT.CT.THANG").json() == []


def test_a_report_that_was_begun_is_named(obligation, machine, tay_ninhs):
    report = open_report(actor=machine, obligation_id=obligation.pk, now=NOW)

    (owed,) = tay_ninhs.get("obligations").json()

    assert (owed["report"], owed["stage"]) == (report.pk, "editing")
