"""Bộ lọc mẫu trang: how figures and moments are shown to people."""

import datetime as dt
from decimal import Decimal
from urllib.parse import quote

from django import template

from nhip.core import clock
from nhip.core.numbers import format_decimal

register = template.Library()


@register.filter
def figure(value: Decimal | None, places: int | None = None) -> str:
    """Return a figure as official papers print it; a missing one is a middle dot."""
    return "·" if value is None else format_decimal(value, places)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a moment on the clock of Hà Nội: ``08:05 15/08/2021``."""
    return "" if value is None else clock.local(value).strftime("%H:%M %d/%m/%Y")


@register.filter
def until(value: dt.datetime | None) -> str:
    """Return the moment at which something ends: midnight is 24:00 of the day that ends."""
    if value is None:
        return ""
    there = clock.local(value)
    if there.time() != dt.time():
        return moment(value)
    return f"24:00 {there - dt.timedelta(days=1):%d/%m/%Y}"


@register.filter
def day(value: dt.date | None) -> str:
    """Return a day: ``15/08/2021``."""
    return "" if value is None else value.strftime("%d/%m/%Y")


@register.filter
def exactly(value: dt.datetime | None) -> str:
    """Return a moment for an address, to the microsecond."""
    return "" if value is None else quote(value.isoformat())
