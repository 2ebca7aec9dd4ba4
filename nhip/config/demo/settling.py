"""Người và khóa của một nút: people, grants, keys, competences and number series of its agencies."""

import datetime as dt
import hashlib

from django.db.backends.postgresql.psycopg_any import DateRange

from nhip.accounts.actions import enrol, grant
from nhip.accounts.models import User
from nhip.accounts.rules import RoleName
from nhip.config.demo.authorities import AUTHORITY_FOR, certificate_file, issues_for
from nhip.config.demo.country import STARTS_AT, Country, Place
from nhip.config.demo.people import Part, leader_of, people_of
from nhip.core.web import Actor
from nhip.documents.actions.competence import Appointment, give_competence
from nhip.documents.actions.numbers import SeriesKey, open_series
from nhip.documents.rules.competence import Competence, Form
from nhip.organisations.models import Unit
from nhip.signing.actions import Holder, Registration, register_key
from nhip.signing.models import Key
from nhip.signing.providers.authorities import Authorities

DAY = STARTS_AT.date()
SINCE = dt.date(DAY.year, 1, 1)
FEWEST, SPREAD = 1_800, 900
WHOLE_AGENCY = {RoleName.ANALYST, RoleName.ADMINISTRATOR}


def settle(*, country: Country, place: Place, actor: Actor, now: dt.datetime) -> None:
    """Let people live at a node, each with one role, and give them what they work with."""
    for code in place.agencies:
        unit = Unit.objects.by_code("qd20", code, on=DAY)
        people = {
            part.username: _enrol(part, unit, actor, now) for part in people_of(code)
        }
        _register_keys(country, code, unit, people, actor=actor, now=now)
        for part in people_of(code):
            if part.role is RoleName.LEADER:
                _appoint(people[part.username], unit, code, actor, now)
        key = SeriesKey(unit.pk, DAY.year)
        open_series(actor=actor, key=key, first=plausible_number(code), now=now)


def plausible_number(code: str) -> int:
    """Return where an agency's series goes on: a system begun in August does not begin at 01."""
    return FEWEST + int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % SPREAD


def competence_of(code: str) -> Competence:
    """Return how the leader of an agency signs: ``TM. Ủy ban nhân dân / KT. Chủ tịch``."""
    head, deputy = leader_of(code)
    return Competence(
        form=Form.DEPUTY,
        position=deputy,
        principal=head,
        collective="Ủy ban nhân dân" if code.startswith("H") else "",
        start=SINCE,
    )


def _enrol(part: Part, unit: Unit, actor: Actor, now: dt.datetime) -> User:
    user = enrol(
        actor=actor,
        username=part.username,
        full_name=part.full_name,
        title=part.title,
        is_simulated=True,
        now=now,
    )
    grant(
        actor=actor,
        user_id=user.pk,
        role=part.role,
        unit_id=unit.pk,
        valid=DateRange(SINCE, None),
        subtree=part.role in WHOLE_AGENCY,
        now=now,
    )
    return user


def _register_keys(
    country: Country,
    code: str,
    unit: Unit,
    people: dict[str, User],
    *,
    actor: Actor,
    now: dt.datetime,
) -> None:
    authorities = Authorities(country.pki)
    for issue in issues_for(code, unit.official_name_on(DAY)):
        personal = issue.purpose == Key.Purpose.PERSONAL
        transport = issue.purpose == Key.Purpose.TRANSPORT
        register_key(
            actor=actor,
            holder=Holder(user_id=people[issue.name].pk)
            if personal
            else Holder(unit_id=unit.pk),
            registration=Registration(
                purpose=issue.purpose,
                driver=Key.Driver.NODE if transport else Key.Driver.DEMO,
                location=issue.location,
                certificate=certificate_file(country, issue).read_bytes(),
                chain=authorities.chain(AUTHORITY_FOR[issue.purpose]),
            ),
            now=now,
        )


def _appoint(user: User, unit: Unit, code: str, actor: Actor, now: dt.datetime) -> None:
    appointment = Appointment(user.pk, unit.pk, competence_of(code))
    give_competence(actor=actor, appointment=appointment, now=now)
