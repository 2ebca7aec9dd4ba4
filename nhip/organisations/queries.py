"""Tra cứu đơn vị: who bears a code or a name on a day, and what became of a unit."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.text import fold
from nhip.organisations.models import (
    Code,
    Dated,
    Kind,
    Lineage,
    Name,
    Placement,
    Unit,
    UnitQuerySet,
)
from nhip.organisations.rules.kinds import label_of

MOST_FOUND = 20
Attribute = TypeVar("Attribute", Name, Kind, Code, Placement)


class CodeIsClosed(Refused):
    """Mã đã đóng: it resolves in old documents and is offered for no new one."""

    message = _("The code %(code)s was closed on %(day)s. Successor: %(successor)s.")


@dataclass(frozen=True)
class Found:
    """Đơn vị tìm thấy: one unit as it stands on a day."""

    unit_id: int
    name: str
    official_name: str
    kind: str
    codes: dict[str, str]
    parent: str


@dataclass(frozen=True)
class Stretch:
    """Đoạn lịch sử: something that held of a unit; an unknown end is never shown as a day."""

    what: str
    value: str
    first_day: dt.date | None
    last_day: dt.date | None
    start_known: bool
    end_known: bool
    source: str


@dataclass(frozen=True)
class History:
    """Lịch sử đơn vị: every stretch of it, whom it took over from and who took over from it."""

    stretches: list[Stretch]
    predecessors: list[Lineage]
    successors: list[Lineage]


@dataclass(frozen=True)
class Piece:
    """Phần lãnh thổ: a unit of an earlier day, and the share of it that a later unit took over.

    Without a weight nobody published the share; an estimated one was put in by somebody.
    """

    unit_id: int
    weight: Decimal | None
    estimated: bool


def search(
    text: str, *, on: dt.date, within: int | None = None, limit: int = MOST_FOUND
) -> list[Found]:
    """Return units whose code begins with a text, then those whose name has it, marks apart."""
    wanted = text.strip()
    if not wanted:
        return []
    names = Name.objects.filter(valid__contains=on)
    if within is not None:
        names = names.within(within, on=on)
    coded = Code.objects.filter(value__startswith=wanted.upper(), valid__contains=on)
    first = names.filter(unit__in=coded.order_by("value").values("unit"))
    needle = fold(wanted)
    begins = ExpressionWrapper(Q(folded__startswith=needle), BooleanField())
    then = names.filter(folded__contains=needle).order_by(begins.desc(), "sort_key", "pk")
    both = [*first.order_by("sort_key", "pk")[:limit], *then[:limit]]
    return _found(list({name.unit_id: name for name in both}.values())[:limit], on)


def code_in(to: str, value: str, *, of: str, on: dt.date) -> str:
    """Return the code in scheme ``to`` of the unit that ``value`` designates in scheme ``of``.

    The mapping is what the tables say of that day; nothing is derived from the text of a code.
    Raises Unit.DoesNotExist, Code.DoesNotExist, NotKnown.
    """
    return Unit.objects.by_code(of, value, on=on).code_on(to, on)


def addressee(scheme: str, value: str, *, on: dt.date) -> Unit:
    """Return the unit to which something new may be sent that day.

    Raises CodeIsClosed, Unit.DoesNotExist, NotKnown.
    """
    try:
        return Unit.objects.by_code(scheme, value, on=on)
    except Unit.DoesNotExist:
        closed = (
            Code.objects.filter(scheme=scheme, value=value, valid__endswith__lte=on)
            .order_by("-valid")
            .first()
        )
        if closed is None:
            raise
        heirs = [unit.name_on(on) for unit in successors(closed.unit_id, on=on)]
        raise CodeIsClosed(
            code=value, day=f"{closed.valid.upper:%d/%m/%Y}", successor=", ".join(heirs) or "–"
        ) from None


def successors(unit_id: int, *, on: dt.date) -> UnitQuerySet:
    """Return the units that had taken over from a unit by a day; none where it goes on itself."""
    return Unit.objects.filter(
        predecessors__old=unit_id, predecessors__reorganisation__effective_on__lte=on
    ).exclude(pk=unit_id)


def pieces_of(unit_id: int, *, days: Iterable[dt.date]) -> dict[dt.date, list[Piece]]:
    """Return, for earlier days, the units that bore then what is the territory of a unit now.

    A unit that was there already is its own only piece.
    """
    found: dict[dt.date, list[Piece]] = {day: [] for day in days}
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, {"unit": unit_id, "days": list(found)})
        for day, *piece in cursor.fetchall():
            found[day].append(Piece(*piece))
    return found


_PIECES = """
WITH RECURSIVE came AS (
    SELECT old_id, new_id, weight, estimated, effective_on
    FROM organisations_lineage AS lineage
    JOIN organisations_reorganisation AS how ON how.id = lineage.reorganisation_id
    WHERE old_id <> new_id
), piece AS (
    SELECT day, %(unit)s::bigint AS unit_id, 1::numeric AS weight, false AS estimated
    FROM unnest(%(days)s::date[]) AS day
    UNION ALL
    SELECT day, old_id, piece.weight * came.weight, piece.estimated OR came.estimated
    FROM piece JOIN came ON new_id = unit_id AND effective_on > day
)
SELECT day, unit_id, weight, estimated FROM piece
WHERE NOT EXISTS (SELECT FROM came WHERE new_id = unit_id AND effective_on > day)
ORDER BY day, unit_id
"""


def history(unit_id: int) -> History:
    """Return all that is known of a unit, oldest first."""
    lineage = Lineage.objects.select_related("reorganisation").order_by(
        "reorganisation__effective_on", "pk"
    )
    return History(
        stretches=[
            *(_stretch(each, "name", each.name) for each in _of(Name, unit_id)),
            *(_stretch(each, "kind", label_of(each.kind)) for each in _of(Kind, unit_id)),
            *(_stretch(each, each.scheme, each.value) for each in _of(Code, unit_id)),
            *(_stretch(each, "parent", _upper(each)) for each in _of(Placement, unit_id)),
        ],
        predecessors=list(lineage.filter(new=unit_id)),
        successors=list(lineage.filter(old=unit_id)),
    )


def _found(names: Sequence[Name], on: dt.date) -> list[Found]:
    """Return the units of some names with the rest of what is shown, in three more queries."""
    units = [name.unit_id for name in names]
    held = {"unit__in": units, "valid__contains": on}
    kinds = dict(Kind.objects.filter(**held).values_list("unit", "kind"))
    placed = Placement.objects.filter(parent__isnull=False, **held)
    parents: dict[int, int] = dict(placed.values_list("unit", "parent"))
    called = dict(
        Name.objects.filter(unit__in=parents.values(), valid__contains=on).values_list(
            "unit", "name"
        )
    )
    codes: dict[int, dict[str, str]] = {unit: {} for unit in units}
    for code in Code.objects.filter(**held):
        codes[code.unit_id][code.scheme] = code.value
    return [
        Found(
            unit_id=name.unit_id,
            name=name.name,
            official_name=name.official_name,
            kind=kinds.get(name.unit_id, ""),
            codes=codes[name.unit_id],
            parent=called.get(parents.get(name.unit_id, 0), ""),
        )
        for name in names
    ]


def _of(model: type[Attribute], unit_id: int) -> "QuerySet[Attribute]":
    return model.objects.filter(unit=unit_id).select_related("source").order_by("valid")


def _stretch(row: Dated, what: str, value: str) -> Stretch:
    return Stretch(
        what=what,
        value=value,
        first_day=row.first_day,
        last_day=row.last_day,
        start_known=row.start_known,
        end_known=row.end_known,
        source=str(row.source) if row.source else "",
    )


def _upper(placement: Placement) -> str:
    """Return what the unit above was called when this one came under it."""
    names = Name.objects.filter(unit=placement.parent_id, valid__overlap=placement.valid)
    first = names.order_by("valid").first()
    return first.name if first else ""
