"""Dòng theo đơn vị: which units a repeated row stands for, and of which unit a row speaks."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.indicators.rules.calendars import NoSuchPeriod
from nhip.indicators.rules.periods import moved
from nhip.organisations.models import Code, Unit
from nhip.reporting.models import Cell, Obligation, Report
from nhip.reporting.rules.forms import Address, By, Form, Repeat
from nhip.reporting.rules.rosters import ROSTER, Line
from nhip.reporting.rules.states import Stage

Units = Mapping[Address, int]


class UnitsHaveNoCode(Refused):
    """Đơn vị chưa có mã: a row of the form could not be named."""

    message = _("%(count)d of the units have no %(scheme)s code on %(day)s.")


def unit_rosters(form: Form, *, unit_id: int, on: dt.date) -> dict[str, tuple[Line, ...]]:
    """Return the rows of a form that repeats by units, as the units stand on a day.

    Raises NotKnown, UnitsHaveNoCode.
    """
    return {
        code: tuple(_lines(row.repeat, unit_id, on))
        for code, row in form.templates.items()
        if row.repeat is not None and row.repeat.by is By.UNITS
    }


def carried(form: Form, obligation: Obligation) -> list[Cell]:
    """Return the cells with which carried lists begin: those of the report before, as sent.

    They are its unit's own, so that what is personal is carried on as well.
    """
    lists = {code for code, row in form.templates.items() if row.repeat and row.repeat.carried}
    former = _report_before(obligation) if lists else None
    if former is None:
        return []
    rows = former.form.row
    return [
        cell
        for cell in former.cells.all()
        if (cell.row in lists and cell.column == ROSTER)
        or (cell.row in rows and rows[cell.row].template in lists)
    ]


def units_of_rows(form: Form, *, on: dt.date) -> dict[str, int]:
    """Return the unit of each row that speaks of one, by its code on that day."""
    named = {row.of_unit: row.code for row in form.rows if row.of_unit is not None}
    if not named:
        return {}
    coded = Code.objects.filter(value__in={code for _scheme, code in named}, valid__contains=on)
    return {
        named[scheme, code]: unit_id
        for scheme, code, unit_id in coded.values_list("scheme", "value", "unit_id")
        if (scheme, code) in named
    }


def units_of_cells(form: Form, cells: Iterable[Address], *, unit_id: int, on: dt.date) -> Units:
    """Return of which unit each cell speaks: its row's, else the one that reports."""
    rows = units_of_rows(form, on=on)
    return {cell: rows.get(cell.row, unit_id) for cell in cells}


def _report_before(obligation: Obligation) -> Report | None:
    try:
        key = moved(obligation.period.span, -1).key
    except NoSuchPeriod:
        return None
    sent = Report.objects.whole().filter(
        obligation__regime=obligation.regime_id,
        obligation__unit=obligation.unit_id,
        obligation__period__key=key,
        stage=Stage.ISSUED,
    )
    return sent.order_by("-round").first()


def _lines(repeat: Repeat, unit_id: int, on: dt.date) -> list[Line]:
    units = Unit.objects.all()
    below = (
        units.of_kind(repeat.kind, on=on, within=unit_id)
        if repeat.kind
        else units.children_of(unit_id, on=on)
    )
    names = {"unit__names__valid__contains": on, "scheme": repeat.scheme, "valid__contains": on}
    coded = Code.objects.filter(unit__in=below, **names).exclude(unit=unit_id).order_by("value")
    lines = [Line(*named) for named in coded.values_list("value", "unit__names__name")]
    without = below.exclude(pk=unit_id).count() - len(lines)
    if without:
        raise UnitsHaveNoCode(count=without, scheme=repeat.scheme, day=f"{on:%d/%m/%Y}")
    return lines
