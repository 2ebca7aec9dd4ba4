"""Thế giới nhỏ: everything one agency owns, and people of every role here, elsewhere, nowhere."""

import datetime as dt
import os
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from psycopg.types.range import DateRange, TimestamptzRange

from nhip.accounts.actions import give_token
from nhip.accounts.models import Grant, User
from nhip.accounts.rules import RoleName
from nhip.command_centre.models import Kiosk
from nhip.core.web import system
from nhip.documents.models import Document
from nhip.exchange.actions import Entry, queue_document, register_partner
from nhip.files.actions import name
from nhip.files.providers import store as store_bytes
from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Reported
from nhip.organisations.models import Code, Name, Unit
from nhip.reporting import actions as reporting
from nhip.reporting.actions.remarks import Said, remark
from nhip.reporting.models import FormDraft, Regime, Report, Trial
from tests.exchange.letters import PDF, letter
from tests.reporting.country import (
    DAY,
    EVER,
    NOW,
    SATURDAY,
    activate,
    document_at,
    fill,
    load,
    make_person,
    make_unit,
    obligation_of,
    owe,
)

SYSTEM = system("tests")
YESTERDAY = NOW.date() - dt.timedelta(days=1)
EVERYTHING = "everything"
# By default the strangers hold all roles at once, which no single role can outdo.
ROLES_OF_STRANGERS = list(RoleName) if os.environ.get("NHIP_EVERY_ROLE") else [EVERYTHING]

# What belongs to the agency and to nobody else: names, figures, numbers, reasons.
SECRETS = (
    "Thị xã Bí Mật",
    "Người Kín",
    "735911",
    "735.911",
    "Văn bản kín",
    "Màn hình kín",
    "SỐ-KÍN",
    "BIỂU-KÍN",
    "Trực ban kín",
)


@dataclass
class World:
    """Một nút với một cơ quan có mọi thứ: the keys of its objects, and who may be asked."""

    own: Unit
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    keys: dict[str, object] = field(default_factory=dict)

    @property
    def few(self) -> list[tuple[str, str]]:
        """Return who knocks where the role makes no difference."""
        return [("own", RoleName.LEADER), ("own", RoleName.ADMINISTRATOR), *list(self.people)[-3:]]


def build() -> World:
    """Return the world, built in the transaction of the caller."""
    make_unit("G22", "Văn phòng Chính phủ", "Văn phòng Chính phủ", "government_office")
    make_unit("G18", "Bộ Y tế", "Bộ Y tế", "ministry")
    world = World(make_unit("H53", "Thị xã Bí Mật", "Ủy ban nhân dân Thị xã Bí Mật", "province"))
    elsewhere = make_unit("H01", "Nơi khác", "Ủy ban nhân dân Nơi khác", "province")
    closed = make_unit("H99", "Đã giải thể", "Ủy ban nhân dân Đã giải thể", "province")
    _close(closed)
    for role in RoleName:
        _seat(world, ("own", role), world.own)
    for role in ROLES_OF_STRANGERS:
        _seat(world, ("other unit", role), elsewhere)
        _seat(world, ("closed unit", role), closed)
        _seat(world, ("grant ended", role), world.own, DateRange(EVER.lower, YESTERDAY))
    world.people["no grant", ""] = make_person("khach", "Khách", None, elsewhere)
    world.people["not signed in", ""] = AnonymousUser()
    _furnish(world)
    return world


def _seat(world: World, who: tuple[str, str], unit: Unit, valid: DateRange = EVER) -> None:
    place, role = who
    name = "Người Kín" if place == "own" else "Người Ngoài"
    person = make_person(f"{place}.{role}".replace(" ", "-"), f"{name} {role}", None, unit)
    for each in RoleName if role == EVERYTHING else [role]:
        Grant.objects.create(user=person, role=each, unit=unit, valid=valid)
    world.people[who] = person


def _close(unit: Unit) -> None:
    for rows in (Name, Code):
        rows.objects.filter(unit=unit).update(valid=DateRange(EVER.lower, YESTERDAY))


def _furnish(world: World) -> None:
    """Let the agency have one of everything, with the secrets in it."""
    reporter = world.people["own", "reporter"]
    load(indicators=["outbreak"], forms=["dich-ngay"], regimes=["dich-ngay"])
    regime = activate("YT.DICH.NGAY")
    owe("YT.DICH.NGAY", SATURDAY)
    obligation = obligation_of(world.own)
    report = reporting.open_report(actor=reporter, obligation_id=obligation.pk, now=NOW)
    fill(reporter, report, brought_forward=6150, new=735911)
    put_up = reporting.put_up(actor=reporter, report_id=report.pk, now=NOW)
    fact = Fact("BYT.DICH.CA", world.own.pk, DAY, value=Decimal(735911))
    store(actor=SYSTEM, rows=[fact], source=Reported(put_up.version.sha256, None), now=NOW)
    world.keys = {
        "form_version_row": report.form_version_id,
        "obligation": obligation.pk,
        "report": report.pk,
        "version": put_up.version.sha256,
        "unit": world.own.pk,
        "person": reporter.pk,
        "grant": reporter.grants.get().pk,
        "regime": regime.pk,
        "form": report.form_version.form_id,
        "form_code": report.form_version.form.code,
        "form_version": report.form_version.version,
        "period": obligation.period_id,
        "bundle": 10**6,
        "place": 0,
        "extension": 10**6,
        "year": 2027,
        "session": 10**6,
        "uuid": uuid.uuid4(),
        "key": "k",
    }
    _draft(world, reporter, report)
    _file(world)
    _open(world, regime.code)


def _draft(world: World, reporter: User, report: Report) -> None:
    """Give the agency a draft of a form that it tries, and a remark on its report."""
    draft = FormDraft.objects.create(
        unit=world.own,
        code="BIỂU-KÍN",
        specification=report.form_version.specification,
        drafted_by=reporter.ref,
        drafted_at=NOW,
        changed_at=NOW,
    )
    trial = Trial.objects.create(
        draft=draft, unit=world.own, remark="SỐ-KÍN", asked_by=reporter.ref, asked_at=NOW
    )
    said = remark(actor=reporter, report_id=report.pk, said=Said("Ý kiến kín"), now=NOW)
    regime = report.obligation.regime
    designed = Regime.objects.create(
        code="CHẾ-ĐỘ-KÍN",
        name="SỐ-KÍN",
        regime_class=regime.regime_class,
        kind=regime.kind,
        form=regime.form,
        valid=regime.valid,
        description=regime.description,
        issuer=world.own,
    )
    world.keys |= {"draft": draft.pk, "trial": trial.pk, "designed": designed.pk}
    world.keys |= {"remark": said.pk, "cell": "covid19!new"}


def _file(world: World) -> None:
    """Give the agency a document, a message, and somebody on duty."""
    document = document_at(world.own, Document.State.NUMBERED)
    document.subject = "Văn bản kín"
    document.file = name(store_bytes(PDF), size=len(PDF), media_type="application/pdf", now=NOW)
    document.save()
    reporting.put_on_duty(
        actor=SYSTEM,
        unit_id=world.own.pk,
        name="Trực ban kín",
        telephone="SỐ-KÍN",
        valid=EVER,
        now=NOW,
    )
    for code in ("G22", "H53"):
        entry = Entry(code, code.encode(), f"http://127.0.0.1/{code}")
        register_partner(actor=SYSTEM, entry=entry, now=NOW)
    message = queue_document(actor=SYSTEM, letter=letter(subject="Văn bản kín", parts=()), now=NOW)
    world.keys |= {"document": document.pk, "message": message.pk}


def _open(world: World, regime: str) -> None:
    """Give the agency a wall screen, and a token in somebody's hands."""
    kiosk = Kiosk.objects.create(
        unit=world.own,
        name="Màn hình kín",
        regimes=[regime],
        digest="0" * 64,
        valid=TimestamptzRange(NOW, NOW + dt.timedelta(days=9)),
        opened_at=NOW,
    )
    holder = make_person("chu-ma", "Người giữ mã", None, world.own)
    token = give_token(
        actor=SYSTEM, user_id=holder.pk, name="Người Kín", lasts=dt.timedelta(days=9), now=NOW
    )
    world.keys |= {"kiosk": kiosk.pk, "token": token.token.pk}
