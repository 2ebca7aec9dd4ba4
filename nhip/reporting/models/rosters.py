"""Dòng của danh sách: what the keys that a worksheet holds stand for on the day it speaks of."""

import datetime as dt
from collections.abc import Mapping

from nhip.organisations.models import Code
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forms import Address, By, Form, Row
from nhip.reporting.rules.rosters import Line, Rosters, keys_said, roster_cell


def rosters_held(form: Form, held: Mapping[Address, Value], *, on: dt.date) -> Rosters:
    """Return the rosters in a worksheet's cells; the units are named as they were that day."""
    return {
        code: _lines(row, keys_said(held[cell]), on)
        for code, row in form.templates.items()
        if (cell := roster_cell(code)) in held
    }


def _lines(template: Row, keys: tuple[str, ...], on: dt.date) -> tuple[Line, ...]:
    repeat = template.repeat
    if repeat is None or repeat.by is By.LIST:
        return tuple(map(Line, keys))
    coded = Code.objects.filter(scheme=repeat.scheme, value__in=keys, valid__contains=on)
    names = dict(
        coded.filter(unit__names__valid__contains=on).values_list("value", "unit__names__name")
    )
    return tuple(Line(key, names[key]) for key in keys)
