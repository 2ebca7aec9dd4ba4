"""Con người và đơn vị: the units and people with names that most tests are about."""

import datetime as dt

from psycopg.types.range import DateRange

from nhip.accounts.models import Grant, User
from nhip.documents import actions as documents
from nhip.documents.rules.competence import Competence, Form
from nhip.organisations.models import Code, Kind, Name, Unit

EVER = DateRange(dt.date(1900, 1, 1), None)


def make_unit(code: str, name: str, official_name: str, kind: str | None = None) -> Unit:
    """Return a unit that has its name and code (of decision 20) since ever."""
    unit = Unit.objects.create()
    names = {"name": name, "official_name": official_name, "sort_key": name}
    Name.objects.create(unit=unit, valid=EVER, **names)
    Code.objects.create(unit=unit, scheme="qd20", value=code, valid=EVER)
    if kind:
        Kind.objects.create(unit=unit, kind=kind, valid=EVER)
    return unit


def make_person(
    username: str, full_name: str, role: str | None, unit: Unit | None, **more: object
) -> User:
    """Return a person with a role at a unit since ever, or with none."""
    person = User.objects.create(username=username, full_name=full_name, **more)
    if role:
        Grant.objects.create(user=person, role=role, unit=unit, valid=EVER)
    return person


def let_sign(minh: User, thu: User, committee: Unit, *, end: dt.date, now: dt.datetime):
    """Let Minh sign for the committee in its chairman's place, as Thu wrote down."""
    rule = Competence(
        Form.DEPUTY,
        "Phó Chủ tịch",
        "Chủ tịch",
        "Ủy ban nhân dân",
        start=dt.date(2021, 1, 1),
        end=end,
    )
    appointment = documents.Appointment(minh.pk, committee.pk, rule)
    return documents.give_competence(actor=thu, appointment=appointment, now=now)
