"""``nhip node``: who works here, with which keys, and how the neighbours are reached."""

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg.types.range import DateRange

from nhip.accounts.actions import Post, enrol, grant
from nhip.accounts.models import User
from nhip.accounts.rules import RoleName
from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import system
from nhip.documents.actions.competence import Appointment, give_competence
from nhip.documents.actions.numbers import SeriesKey, open_series
from nhip.documents.rules.competence import Competence, Form
from nhip.exchange.actions import Entry, register_partner
from nhip.exchange.models import Partner
from nhip.organisations.models import Unit
from nhip.signing.actions import Holder, Registration, register_key, trust
from nhip.signing.models import Key

OPERATOR = system("operator")


class Command(BaseCommand):
    """Khai báo nút: people, signing leaders, number series, keys, neighbours, trusted roots."""

    help = "Say who works at this node, with which keys, and how its neighbours are reached."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        _add_people(what)
        _add_certificates(what)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = STEPS[options["what"]](options, clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(done)


def _add_people(what: Any) -> None:
    person = what.add_parser("person", help="enrol a person, or give another role")
    person.add_argument("username")
    person.add_argument("--name", default="", help="full name, of a person not enrolled yet")
    person.add_argument("--title", default="", help="position")
    person.add_argument("--role", required=True, choices=[one.value for one in RoleName])
    person.add_argument("--unit", required=True, help="code of the unit (Decision 20/2020)")
    person.add_argument("--subtree", action="store_true", help="and of everything under it")
    signer = what.add_parser("signer", help="let a leader sign for an agency")
    signer.add_argument("username")
    signer.add_argument("--unit", required=True)
    signer.add_argument("--form", default="", choices=[one.value for one in Form])
    signer.add_argument("--position", required=True, help="the signer's own, as it is printed")
    signer.add_argument("--principal", default="", help="in whose place, under KT, TL or TUQ")
    signer.add_argument("--collective", default="", help="the body signed for, under TM")
    series = what.add_parser("series", help="go on numbering where the paper register left off")
    series.add_argument("--unit", required=True)
    series.add_argument("--year", type=int, required=True)
    series.add_argument("--first", type=int, default=1)


def _add_certificates(what: Any) -> None:
    key = what.add_parser("key", help="let a certificate stand for a person or an agency")
    owner = key.add_mutually_exclusive_group(required=True)
    owner.add_argument("--person", help="sign-in name")
    owner.add_argument("--unit", help="code of the agency")
    key.add_argument("--purpose", required=True, choices=[one.value for one in Key.Purpose])
    key.add_argument("--driver", required=True, choices=[one.value for one in OPEN_DRIVERS])
    key.add_argument("--location", default="", help="file under NHIP_STATE/keys, or pkcs11: …")
    key.add_argument("--certificate", type=Path, required=True)
    key.add_argument("--chain", type=Path, nargs="*", default=[], help="those above it, in order")
    partner = what.add_parser("partner", help="how an agency is reached and recognised")
    partner.add_argument("code")
    partner.add_argument("--certificate", type=Path, required=True)
    partner.add_argument("--url", required=True, help="address of its node")
    partner.add_argument("--scheme", default="qd20", choices=[one.value for one in Partner.Scheme])
    root = what.add_parser("trust", help="let signatures under this root be good")
    root.add_argument("certificate", type=Path)
    root.add_argument("--basis", required=True, help="the legal act it is trusted by")


def _person(options: dict[str, Any], now: dt.datetime) -> str:
    unit = _unit(options["unit"], now)
    user = User.objects.filter(username=options["username"]).first()
    if user is None:
        if not options["name"]:
            raise CommandError(f"{options['username']} is not enrolled; say --name as well.")
        user = enrol(
            actor=OPERATOR,
            username=options["username"],
            full_name=options["name"],
            title=options["title"],
            now=now,
        )
    since = DateRange(clock.local(now).date(), None)
    post = Post(RoleName(options["role"]), unit.pk, since, subtree=options["subtree"])
    grant(actor=OPERATOR, user_id=user.pk, post=post, now=now)
    return f"{user.username} is {post.role} at {options['unit']}; see nhip changepassword"


def _signer(options: dict[str, Any], now: dt.datetime) -> str:
    user, unit = _user(options["username"]), _unit(options["unit"], now)
    competence = Competence(
        Form(options["form"]),
        options["position"],
        principal=options["principal"],
        collective=options["collective"],
        start=clock.local(now).date(),
    )
    appointment = Appointment(user.pk, unit.pk, competence)
    give_competence(actor=OPERATOR, appointment=appointment, now=now)
    return f"{user.username} signs for {options['unit']}"


def _series(options: dict[str, Any], now: dt.datetime) -> str:
    key = SeriesKey(_unit(options["unit"], now).pk, options["year"])
    open_series(actor=OPERATOR, key=key, first=options["first"], now=now)
    return f"{options['unit']} numbers on from {options['first']} in {options['year']}"


def _key(options: dict[str, Any], now: dt.datetime) -> str:
    person, unit = options["person"], options["unit"]
    registration = Registration(
        purpose=Key.Purpose(options["purpose"]),
        driver=Key.Driver(options["driver"]),
        location=options["location"],
        certificate=_der(options["certificate"]),
        chain=tuple(_der(one) for one in options["chain"]),
    )
    holder = Holder(user_id=_user(person).pk) if person else Holder(unit_id=_unit(unit, now).pk)
    key = register_key(actor=OPERATOR, holder=holder, registration=registration, now=now)
    until = clock.local(key.valid.upper)
    return f"{key.holder_name}, until {until:%d/%m/%Y}"


def _partner(options: dict[str, Any], now: dt.datetime) -> str:
    entry = Entry(options["code"], _der(options["certificate"]), options["url"], options["scheme"])
    partner = register_partner(actor=OPERATOR, entry=entry, now=now)
    return f"{partner.code} is reached at {partner.node_url}"


def _trust(options: dict[str, Any], now: dt.datetime) -> str:
    certificate, basis = _der(options["certificate"]), options["basis"]
    return trust(actor=OPERATOR, certificate=certificate, legal_basis=basis, now=now).name


OPEN_DRIVERS = [one for one in Key.Driver if one is not Key.Driver.DEMO]
STEPS = {
    "person": _person,
    "signer": _signer,
    "series": _series,
    "key": _key,
    "partner": _partner,
    "trust": _trust,
}


def _unit(code: str, now: dt.datetime) -> Unit:
    try:
        return Unit.objects.by_code("qd20", code, on=clock.local(now).date())
    except Unit.DoesNotExist:
        raise CommandError(f"No unit bears the code {code} today; see nhip load_units.") from None


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {username}.")
    return user


def _der(file: Path) -> bytes:
    """Return a certificate as DER, however the file holds it."""
    data = file.read_bytes()
    is_pem = data.lstrip().startswith(b"-----BEGIN")
    found = x509.load_pem_x509_certificate(data) if is_pem else x509.load_der_x509_certificate(data)
    return found.public_bytes(Encoding.DER)
