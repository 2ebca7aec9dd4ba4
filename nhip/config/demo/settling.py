"""Người và khóa của một nút: people, grants, keys, competences, number series of its agencies."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange

from nhip.accounts.actions import Post, enrol, grant
from nhip.accounts.models import User
from nhip.accounts.rules import RoleName
from nhip.config.demo.authorities import AUTHORITY_FOR, Issue, certificate_file, issues_for
from nhip.config.demo.country import STARTS_AT, Country, Place
from nhip.config.demo.people import LOCAL, Part, invented_name, leader_of, people_of
from nhip.core.web import Actor
from nhip.documents.actions.competence import Appointment, give_competence
from nhip.documents.actions.numbers import SeriesKey, open_series
from nhip.documents.rules.competence import Competence, Form
from nhip.exchange.actions import Entry, register_partner
from nhip.organisations.models import Unit
from nhip.reporting.actions import put_on_duty
from nhip.signing.actions import Holder, Registration, register_key
from nhip.signing.models import Key
from nhip.signing.providers.authorities import Authorities

DAY = STARTS_AT.date()
SINCE = dt.date(DAY.year, 1, 1)
FEWEST, SPREAD = 1_800, 900
WHOLE_AGENCY = {RoleName.ANALYST, RoleName.ADMINISTRATOR}


@dataclass(frozen=True)
class Settlement:
    """Đưa người vào một cơ quan: the agency, where its keys come from, who settles it and when."""

    country: Country
    code: str
    unit: Unit
    actor: Actor
    now: dt.datetime

    def enrol(self) -> dict[str, User]:
        """Let people work here, each with one role."""
        return {part.username: self._enrol(part) for part in people_of(self.code)}

    def settle(self) -> None:
        """Let people work here, and give them what it takes to sign, number and send."""
        people = self.enrol()
        for issue in issues_for(self.code, self.unit.official_name_on(DAY)):
            self._register(issue, people.get(issue.name))
        for part in people_of(self.code):
            if part.role is RoleName.LEADER:
                self._appoint(people[part.username])
        open_series(
            actor=self.actor,
            key=SeriesKey(self.unit.pk, DAY.year),
            first=plausible_number(self.code),
            now=self.now,
        )

    def _enrol(self, part: Part) -> User:
        user = enrol(
            actor=self.actor,
            username=part.username,
            full_name=part.full_name,
            title=part.title,
            is_simulated=True,
            now=self.now,
        )
        grant(
            actor=self.actor,
            user_id=user.pk,
            post=Post(
                part.role, self.unit.pk, DateRange(SINCE, None), subtree=part.role in WHOLE_AGENCY
            ),
            now=self.now,
        )
        return user

    def _register(self, issue: Issue, person: User | None) -> None:
        opens_alone = issue.purpose == Key.Purpose.TRANSPORT
        chain = Authorities(self.country.pki).chain(AUTHORITY_FOR[issue.purpose])
        register_key(
            actor=self.actor,
            holder=Holder(user_id=person.pk) if person else Holder(unit_id=self.unit.pk),
            registration=Registration(
                purpose=issue.purpose,
                driver=Key.Driver.NODE if opens_alone else Key.Driver.DEMO,
                location=issue.location,
                certificate=certificate_file(self.country, issue).read_bytes(),
                chain=chain,
            ),
            now=self.now,
        )

    def _appoint(self, leader: User) -> None:
        appointment = Appointment(leader.pk, self.unit.pk, competence_of(self.code))
        give_competence(actor=self.actor, appointment=appointment, now=self.now)


def settle(*, country: Country, place: Place, actor: Actor, now: dt.datetime) -> None:
    """Let people live at a node."""
    for code in place.agencies:
        unit = Unit.objects.by_code("qd20", code, on=DAY)
        Settlement(country, code, unit, actor, now).settle()
        for local in LOCAL:
            if local.startswith(f"{code}."):
                below = Unit.objects.by_code("qd20", local, on=DAY)
                Settlement(country, local, below, actor, now).enrol()


def introduce(*, country: Country, actor: Actor, now: dt.datetime) -> None:
    """Tell this node of every agency: how it is reached, and by which key it is known."""
    for code, place in country.agencies.items():
        certificate = country.pki / "certificates" / Key.Purpose.TRANSPORT / f"{code}.der"
        entry = Entry(code, certificate.read_bytes(), place.url)
        register_partner(actor=actor, entry=entry, now=now)
        _name_who_is_on_duty(code, actor=actor, now=now)


def _name_who_is_on_duty(code: str, *, actor: Actor, now: dt.datetime) -> None:
    """Let every node know whom to call at an agency: an invented person, a number that is none."""
    digits = int.from_bytes(hashlib.sha256(code.encode()).digest()[:2]) % 1000
    put_on_duty(
        actor=actor,
        unit_id=Unit.objects.by_code("qd20", code, on=DAY).pk,
        name=invented_name(f"duty.{code.lower()}"),
        telephone=f"000 0000 {digits:03}",
        valid=DateRange(SINCE, None),
        now=now,
    )


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
