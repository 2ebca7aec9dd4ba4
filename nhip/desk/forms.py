"""Điều được hỏi trong địa chỉ: which agency, regime, period; the choice lives in the address."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from nhip.core import clock
from nhip.core.clock import HANOI
from nhip.core.errors import Invalid
from nhip.core.numbers import read_whole
from nhip.desk.queries.administration import unit_coded
from nhip.desk.queries.oversight import Search
from nhip.desk.queries.progress_page import Asked
from nhip.reporting.actions import Asking, Outage
from nhip.reporting.models import Incident
from nhip.reporting.rules.asking import Answer, Question


class NoSuchDay(Invalid):
    """Ngày không đúng: a day is written 15/08/2021 and stands in the calendar."""

    message = _("“%(text)s” is not a day; write day, month and year: 15/08/2021.")


class NoSuchTime(Invalid):
    """Giờ không đúng: hours and minutes, 17:00; the end of a day is 24:00."""

    message = _("“%(text)s” is not a time of day; write hours and minutes: 17:00.")


def read_number(asked: Mapping[str, str], name: str) -> int | None:
    """Return a number asked for, if any."""
    return read_whole(asked.get(name, ""))


def read_agency(asked: Mapping[str, str]) -> int | None:
    """Return the agency asked for, if any."""
    return read_number(asked, "agency")


def read_progress(asked: Mapping[str, str]) -> Asked:
    """Return which regime, period and agency a person asks about."""
    return Asked(*(read_number(asked, name) for name in ("regime", "period", "group")))


def read_day(asked: Mapping[str, str], name: str) -> dt.date | None:
    """Return a day as people or links write it, if there is one. Raises NoSuchDay."""
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        return clock.read_day(text)
    except ValueError as error:
        raise NoSuchDay(text=text) from error


def read_days(asked: Mapping[str, str], name: str) -> list[dt.date]:
    """Return the days of a field that holds several, with commas or on lines. Raises NoSuchDay."""
    words = asked.get(name, "").replace(";", ",").replace("\n", ",").split(",")
    days = (read_day({name: word}, name) for word in words)
    return [day for day in days if day is not None]


def read_moment(asked: Mapping[str, str], name: str) -> dt.datetime:
    """Return the moment of a day and a time in Hà Nội, the day's end where no time is given.

    Raises NoSuchDay, NoSuchTime.
    """
    day = read_day(asked, name)
    if day is None:
        raise NoSuchDay(text="")
    text = asked.get(f"{name}_time", "").strip() or "24:00"
    if text == "24:00":
        return starts_at(day + dt.timedelta(days=1))
    try:
        return dt.datetime.combine(day, dt.time.fromisoformat(text), HANOI)
    except ValueError as error:
        raise NoSuchTime(text=text) from error


def read_outage(asked: Mapping[str, str], *, today: dt.date) -> Outage:
    """Return the outage somebody declares. Raises NoSuchDay, NoSuchTime, Http404."""
    moves = asked.get("effect") == Incident.Effect.MOVE
    return Outage(
        reference=asked.get("reference", "").strip(),
        unit_id=unit_coded(asked.get("unit", ""), on=today),
        starts_at=read_moment(asked, "starts"),
        ends_at=read_moment(asked, "ends"),
        enter_by=read_moment(asked, "enter_by"),
        effect=Incident.Effect.MOVE if moves else Incident.Effect.MARK,
        reason=asked.get("reason", "").strip(),
    )


def read_asking(
    asked: Mapping[str, Any], *, today: dt.date, below: Callable[..., list[int]]
) -> Asking:
    """Return the request somebody makes: to the units named by their codes, or to all right below.

    Raises NoSuchDay, NoSuchTime, NoSuchUnit.
    """
    agency = read_number(asked, "agency") or 0
    codes = asked.get("units", "").replace("\n", ",").replace(";", ",").split(",")
    named = [unit_coded(code, on=today) for code in codes if code.strip()]
    return Asking(
        agency_id=agency,
        title=asked.get("title", "").strip(),
        content=asked.get("content", "").strip(),
        reason=asked.get("reason", "").strip(),
        basis=asked.get("basis", "").strip(),
        due_at=read_moment(asked, "due"),
        units=named or below(agency, on=today),
        questions=_questions(asked),
    )


def _questions(asked: Mapping[str, Any]) -> list[Question]:
    """Return the questions whose line is not empty."""
    rows = zip(asked["question"], asked["answer"], asked["measure"], strict=False)
    kinds = list(Answer)
    return [
        Question(label.strip(), Answer(kind) if kind in kinds else Answer.COUNT, measure.strip())
        for label, kind, measure in rows
        if label.strip()
    ]


def starts_at(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins in Hà Nội."""
    return dt.datetime.combine(day, dt.time(), HANOI)


def read_span(asked: Mapping[str, str], *, today: dt.date) -> tuple[dt.date, dt.date | None]:
    """Return the first day, today unless one is given, and the day after the last, if it ends."""
    last = read_day(asked, "until")
    return read_day(asked, "since") or today, last + dt.timedelta(days=1) if last else None


def read_search(asked: Mapping[str, str]) -> Search:
    """Return what somebody looks for in the log."""
    day = read_day(asked, "day")
    return Search(
        name=asked.get("name", "").strip(),
        subject=asked.get("subject", "").strip(),
        actor=asked.get("actor", "").strip(),
        since=starts_at(day) if day else None,
        until=starts_at(day + dt.timedelta(days=1)) if day else None,
    )


def back_to(request: HttpRequest, otherwise: str = "/") -> str:
    """Return the page a form was sent from, as the form says; never a page elsewhere."""
    asked = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if asked.startswith("/") and is_ours else otherwise
