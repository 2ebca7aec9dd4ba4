"""A storm over Tây Ninh: what its districts and the list of victims say that day."""

from collections.abc import Mapping

from nhip.accounts.models import User
from nhip.organisations.models import Placement, Unit
from nhip.reporting import actions
from nhip.reporting.models import Report
from nhip.reporting.rules.figures import number, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.rosters import keys_written, roster_cell
from tests.people import EVER, make_unit
from tests.reporting.country import NOW

PEOPLE, LISTED = roster_cell("people"), ("name", "day", "commune", "fate", "cause")
DISTRICTS = {"703": "Thành phố Tây Ninh", "705": "Huyện Tân Biên"}
COLUMNS = ("dead", "missing", "injured", "h70", "h50", "h30", "h0", "damage")


def place_districts(province: Unit, named: Mapping[str, str] = DISTRICTS) -> dict[str, Unit]:
    """Put districts under their province, since ever."""
    found = {}
    for code, name in named.items():
        unit = make_unit(f"H53.{code}", name, f"Ủy ban nhân dân {name}", "district")
        unit.codes.create(scheme="gso", value=code, valid=EVER)
        Placement.objects.create(unit=unit, parent=province, valid=EVER)
        found[code] = unit
    return found


def enter(person: User, report: Report, entries, *, now=NOW) -> Report:
    report.refresh_from_db()
    batch = actions.Batch(entries, report.revision)
    return actions.enter_cells(actor=person, report_id=report.pk, batch=batch, now=now)


def victim(key: str, name: str = "Nguyễn Văn A", fate: str = "dead"):
    answers = (name, "2021-08-14", "Xã Tân Lập", fate, "Lũ quét")
    return {
        Address(f"people.{key}", at): written(said)
        for at, said in zip(LISTED, answers, strict=True)
    }


def district(code: str, **figures: int):
    said = dict.fromkeys(COLUMNS, 0) | figures
    return {Address(f"places.{code}", at): number(amount) for at, amount in said.items()}


def filled_in(person: User, report: Report) -> Report:
    """Return the sheet with one dead in one district, who stands in the list."""
    places = district("703") | district("705", dead=1, h70=2, damage=120)
    return enter(person, report, places | {PEOPLE: keys_written(["k7"])} | victim("k7"))
