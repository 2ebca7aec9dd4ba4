"""Văn bản: one committee, its people, and a report waiting for its signer."""

import datetime as dt

import pytest
from psycopg.types.range import DateRange

from nhip.accounts.models import Grant, User
from nhip.core.web import system
from nhip.documents import actions
from nhip.documents.providers import typeset_report
from nhip.documents.rules.competence import Competence, Form
from nhip.documents.rules.drafts import Addressee, Draft
from nhip.files import providers as files
from nhip.organisations.models import Code, Name, Unit
from tests.documents.pages import AT, report_page

EVER = DateRange(dt.date(1900, 1, 1), None)
NOW = AT
DAY = dt.date(2021, 8, 15)


def make_unit(code: str, name: str, official_name: str) -> Unit:
    unit = Unit.objects.create()
    Name.objects.create(
        unit=unit, name=name, official_name=official_name, sort_key=name, valid=EVER
    )
    Code.objects.create(unit=unit, scheme="qd20", value=code, valid=EVER)
    return unit


def make_person(username: str, full_name: str, role: str | None, unit: Unit) -> User:
    person = User.objects.create(username=username, full_name=full_name)
    if role:
        Grant.objects.create(user=person, role=role, unit=unit, valid=EVER)
    return person


@pytest.fixture
def tay_ninh(db):
    return make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh")


@pytest.fixture
def lan(tay_ninh):
    return make_person("lan", "Trần Thị Lan", "reporter", tay_ninh)


@pytest.fixture
def minh(tay_ninh):
    return make_person("minh", "Nguyễn Văn Minh", "leader", tay_ninh)


@pytest.fixture
def thu(tay_ninh):
    return make_person("thu", "Lê Thị Thu", "clerk", tay_ninh)


@pytest.fixture
def hoa(tay_ninh):
    return make_person("hoa", "Phạm Thị Hoa", None, tay_ninh)


@pytest.fixture
def competence(minh, thu, tay_ninh):
    rule = Competence(
        Form.DEPUTY,
        "Phó Chủ tịch",
        "Chủ tịch",
        "Ủy ban nhân dân",
        start=dt.date(2021, 1, 1),
        end=dt.date(2021, 9, 1),
    )
    return actions.give_competence(
        actor=thu, appointment=actions.Appointment(minh.pk, tay_ninh.pk, rule), now=NOW
    )


@pytest.fixture
def make_draft(lan, tay_ninh, competence):
    """Return a function that drafts one more report of Tây Ninh."""
    typeset = typeset_report(report_page(), b"{}")

    def make(**changes):
        values = {
            "agency_id": tay_ninh.pk,
            "kind": "BC",
            "notation": "BC-UBND",
            "place": "Tây Ninh",
            "subject": "Tình hình dịch COVID-19 ngày 14 tháng 8 năm 2021",
            "sha256": files.store(typeset.pdf),
            "size": len(typeset.pdf),
            "boxes": typeset.boxes,
            "competence_id": competence.pk,
            "recipients": (Addressee("G22", "Văn phòng Chính phủ"), Addressee("G18", "Bộ Y tế")),
            **changes,
        }
        return actions.draft(actor=lan, draft=Draft(**values), now=NOW)

    return make


@pytest.fixture
def axis():
    return system("documents")
