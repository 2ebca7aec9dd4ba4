"""Mọi trang danh sách: what a page asks of the database does not grow with what it lists."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import TimestamptzRange as Range

from nhip.accounts.models import Grant, Token
from nhip.accounts.rules import RoleName
from nhip.command_centre.models import Kiosk
from nhip.documents.actions.numbers import take
from nhip.documents.models import Document, Recipient, SigningCompetence, TakenNumber
from nhip.exchange.models import Message
from nhip.reporting import actions
from nhip.reporting.actions.putting_up import Reason
from nhip.reporting.models import Duty, FormDraft, FormVersion, Obligation, Report, Urge
from nhip.reporting.rules.states import Stage, Standing
from tests.reporting.country import (
    ADMIN,
    EVER,
    NOW,
    SATURDAY,
    activate,
    at,
    blank_document,
    fill,
    load,
    make_person,
    make_unit,
    owe,
)
from tests.reporting.standing import intake_at, report_at

MOST_BEGUN = 12
REGIMES = {"YT.DICH.NGAY": "dich-ngay", "YT.DICH.THANG": "dich-thang"}
PAGES = [
    "/",
    "/progress/",
    "/progress/units/{unit}/",
    "/progress/late/",
    "/requests/",
    "/reminders/",
    "/obligations/{obligation}/",
    "/administration/incidents/",
    "/administration/days-off/",
    "/duty/",
    "/documents/?book=out",
    "/documents/?book=in",
    "/documents/{document}/",
    "/reporting/to-sign/",
    "/reporting/forms/",
    "/reporting/regimes/",
    "/reporting/workbooks/",
    "/reporting/reports/{report}/",
    "/reporting/reports/{report}/sign/",
    "/reporting/reports/{report}/remarks/",
    "/command-centre/",
    "/command-centre/agencies/",
    "/command-centre/wall/",
    "/administration/units/",
    "/administration/units/?q=tinh",
    "/administration/units/{unit}/",
    "/administration/people/",
    "/administration/people/{person}/",
    "/administration/regimes/",
    "/administration/keys/",
    "/administration/axis/",
    "/administration/operation/",
    "/administration/events/",
    "/account/",
]


@pytest.fixture
def everybody(office, ministry, august):
    """One person who does everybody's work, so that every page shows everything there is."""
    load(indicators=["outbreak"], forms=REGIMES.values(), regimes=REGIMES.values())
    for code in REGIMES:
        activate(code)
    person = make_person("viec", "Trịnh Mọi Việc", None, office)
    for unit in (office, ministry):
        seat(person, unit)
    return person


@pytest.fixture
def lan(office):
    """Lan reports for every province."""
    return make_person("lan", "Trần Thị Lan", None, office)


def test_no_page_asks_more_often_when_it_lists_more(client, lan, everybody, office):
    grow(lan, everybody, office, range(1, 7), {"YT.DICH.NGAY": [14, 13]})
    few = statements(client, everybody)

    more = {"YT.DICH.NGAY": [14, 13, 12], "YT.DICH.THANG": [14]}
    grow(lan, everybody, office, range(7, 13), more)
    many = statements(client, everybody)

    assert {page: (few[page], many[page]) for page in PAGES if many[page] > few[page]} == {}


def statements(client, person):
    """Return how many statements each page takes; what is remembered is warm."""
    return {page: _counted(client, person, page) for page in PAGES}


def _counted(client, person, page):
    keys = {
        "unit": Obligation.objects.earliest("pk").unit_id,
        "obligation": Obligation.objects.earliest("pk").pk,
        "document": Document.objects.filter(number__gt="").earliest("pk").pk,
        "report": Report.objects.filter(stage=Stage.PUT_UP).earliest("pk").pk,
        "person": person.pk,
    }
    client.force_login(person)
    assert client.get(page.format(**keys)).status_code == 200, page
    with CaptureQueriesContext(connection) as captured:
        client.get(page.format(**keys))
    return len(captured)


def grow(lan, everybody, office, turns, owed):
    """Let more provinces owe more, each with its report somewhere else on the way."""
    for turn in turns:
        unit = make_unit(
            f"H{turn:02}", f"Tỉnh {turn:02}", f"Ủy ban nhân dân tỉnh {turn:02}", "province"
        )
        seat(everybody, unit)
        Grant.objects.create(user=lan, role=RoleName.REPORTER, unit=unit, valid=EVER)
        furnish(unit, turn, everybody)
    for code, days in owed.items():
        for day in days:
            owe(code, SATURDAY.replace(day=day))
    new = Obligation.objects.filter(reports=None, urges=None).order_by("unit", "-period__window")
    for turn, obligation in enumerate(new[:MOST_BEGUN]):
        STEPS[turn % len(STEPS)](lan, everybody, office, obligation)


def seat(person, unit):
    """Let a person have every role at a unit, and sign for it."""
    Grant.objects.bulk_create(
        Grant(user=person, role=role, unit=unit, valid=EVER) for role in RoleName
    )
    SigningCompetence.objects.create(user=person, agency=unit, position="Chủ tịch", valid=EVER)


def furnish(unit, turn, person):
    """Let a unit have somebody on duty, a screen, a draft, letters that wait and are stuck."""
    Duty.objects.create(unit=unit, name="Trực ban", telephone="000 0000 053", valid=EVER)
    lasts = Range(NOW, at(8, day=20))
    Kiosk.objects.create(
        unit=unit,
        name=f"Màn hình {turn}",
        regimes=list(REGIMES),
        digest=f"{turn:064}",
        valid=lasts,
        opened_at=NOW,
    )
    Token.objects.create(
        user=person, name=f"Mã {turn}", digest=f"{turn:064}", valid=lasts, given_at=NOW
    )
    form = FormVersion.objects.first()
    FormDraft.objects.create(
        unit=unit,
        code=f"BIEU-{turn}",
        specification=form.specification,
        drafted_by=person.ref,
        drafted_at=NOW,
        changed_at=NOW,
    )
    for state in ("queued", "refused"):
        Message.objects.create(
            direction="out",
            kind="document",
            message_id=uuid.uuid4(),
            sender=f"H{turn:02}",
            recipient=f"G{turn:02}",
            document_id=f"H{turn:02},2021/08/15,1",
            header={"subject": "Tình hình dịch bệnh"},
            state=state,
            failure="Sai chữ ký",
            queued_at=NOW,
            expires_at=at(8, day=16),
        )


def put_up_again(lan, everybody, _office, obligation):
    """A report returned with a reason for a cell, corrected and put up again, its page set."""
    report = returned(lan, everybody, _office, obligation)
    fill(lan, report, new=98)
    report = actions.put_up(actor=lan, report_id=report.pk, now=at(8, 30))
    report.document = blank_document(obligation.unit)
    report.save()


def returned(lan, everybody, _office, obligation):
    report = actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)
    fill(lan, report, brought_forward=6150, new=97)
    report = actions.put_up(actor=lan, report_id=report.pk, now=NOW)
    reasons = [Reason("Kiểm tra lại.", "covid19", "new")]
    return actions.return_to_reporter(
        actor=everybody, report_id=report.pk, reasons=reasons, now=at(8, 10)
    )


def to_seal(_lan, _everybody, _office, obligation):
    document = report_at(Stage.NUMBERED, obligation).document
    number = take(agency_id=obligation.unit_id, use=TakenNumber.Use.DOCUMENT, actor=ADMIN, now=NOW)
    document.taken_number, document.number = number, f"{number.number:02}/BC-UBND"
    document.state, document.signed_at = Document.State.NUMBERED, NOW
    document.issued_on = NOW.date()
    document.save()


def sent(_lan, _everybody, office, obligation, status="03"):
    report = report_at(Stage.ISSUED, obligation)
    for code in ("G22", "G18"):
        Recipient.objects.create(
            document=report.document, code=code, name=code, status=status, status_reason="Sai."
        )
    intake_at(Standing.ACCEPTED, report.version, office)


def sent_back(_lan, _everybody, office, obligation):
    sent(_lan, _everybody, office, obligation, status="02")


def missing(_lan, everybody, office, obligation):
    """Nobody began it, though everybody was urged."""
    Urge.objects.create(
        obligation=obligation,
        agency=office,
        channel=Urge.Channel.NOTICE,
        actor=everybody.ref,
        urged_at=NOW,
        quiet=Range(NOW, at(9)),
    )


STEPS = [put_up_again, returned, to_seal, sent, sent_back, missing]
