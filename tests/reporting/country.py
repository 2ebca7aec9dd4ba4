"""Units, people, regimes and reports for the tests of reporting."""

import datetime as dt
import json
from pathlib import Path

from nhip.accounts.models import User
from nhip.core.clock import HANOI
from nhip.core.web import system
from nhip.documents.actions.numbers import take
from nhip.documents.models import Document, TakenNumber
from nhip.files.actions import name
from nhip.indicators.actions import load_dictionary
from nhip.organisations.models import Unit
from nhip.reporting import actions
from nhip.reporting.models import Obligation, Regime, Report
from nhip.reporting.rules.figures import NIL, number
from nhip.reporting.rules.forms import Address
from tests.people import EVER, make_person, make_unit

__all__ = ["EVER", "make_person", "make_unit"]  # the tests of reports find them here

REFERENCE = Path(__file__).parents[2] / "reference"
NOW = dt.datetime(2021, 8, 15, 8, 0, tzinfo=HANOI)
SATURDAY = dt.date(2021, 8, 14)
DAY = "D:2021-08-14"
MONTH = "A12:2021-M08"
ADMIN = system("tests")
NEW, BROUGHT = Address("covid19", "new"), Address("covid19", "brought_forward")


def at(hour: int, minute: int = 0, *, day: int = 15) -> dt.datetime:
    """Return a moment of August 2021 in Hà Nội."""
    return dt.datetime(2021, 8, day, hour, minute, tzinfo=HANOI)


def read(kind: str, *names: str) -> list[dict]:
    """Return reference files by name."""
    return [json.loads((REFERENCE / kind / f"{each}.json").read_text()) for each in names]


def load(*, indicators=(), forms=(), regimes=()) -> None:
    """Load some of the reference tables."""
    if indicators:
        load_dictionary(actor=ADMIN, files=read("indicators", *indicators), now=NOW)
    actions.load_regimes(
        actor=ADMIN, forms=read("forms", *forms), regimes=read("regimes", *regimes), now=NOW
    )


def activate(code: str, *, now=NOW, **how) -> Regime:
    regime = Regime.objects.get(code=code)
    return actions.activate_regime(actor=ADMIN, regime_id=regime.pk, now=now, **how)


def owe(code: str, first: dt.date, last: dt.date | None = None, *, now=NOW) -> None:
    """Make out who owes what for the periods that end in those days."""
    regime = Regime.objects.get(code=code)
    actions.generate_obligations(
        actor=ADMIN, regime_id=regime.pk, first=first, last=last or first, now=now
    )


def obligation_of(unit: Unit, key: str = DAY) -> Obligation:
    return Obligation.objects.select_related("regime", "period").get(unit=unit, period__key=key)


def fill(lan: User, report: Report, *, now=NOW, **figures: int | None) -> Report:
    """Let Lan fill cells of the outbreak form; None is a nil."""
    entries = {
        Address("covid19", column): NIL if value is None else number(value)
        for column, value in figures.items()
    }
    report.refresh_from_db()
    batch = actions.Batch(entries, report.revision)
    return actions.enter_cells(actor=lan, report_id=report.pk, batch=batch, now=now)


def blank_document(agency: Unit, **changes) -> Document:
    """Return a draft that stands where a document must stand, with nothing on its page."""
    values = {
        "direction": Document.Direction.OUT,
        "state": Document.State.DRAFT,
        "agency": agency,
        "kind": "BC",
        "kind_name": "Báo cáo",
        "notation": "BC-UBND",
        "subject": "Báo cáo",
        "author_code": "H53",
        "author_name": "Ủy ban nhân dân tỉnh Tây Ninh",
        "file": name("0" * 64, size=0, media_type="application/pdf", now=NOW),
        "created_at": NOW,
    }
    return Document.objects.create(**values | changes)


def document_at(agency: Unit, state: Document.State) -> Document:
    """Return a document as if its signer had signed it, and more had been done to it since."""
    number = take(agency_id=agency.pk, use=TakenNumber.Use.DOCUMENT, actor=ADMIN, now=NOW)
    return blank_document(
        agency,
        state=state,
        taken_number=number,
        number=f"{number.number:02d}/BC-UBND",
        issued_on=NOW.date(),
        signed_at=NOW,
        sealed_at=NOW,
        sent_at=NOW,
    )
