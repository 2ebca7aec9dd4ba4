"""Phần được giao trên trang: whose each part of a report is, and which cells are closed to whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from nhip.accounts.models import Grant, User
from nhip.core.clock import local
from nhip.organisations.models import Name, Placement
from nhip.reporting.models import Report, Share
from nhip.reporting.queries.colleagues import colleagues
from nhip.reporting.queries.titles import Title, title_of, unit_names
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.parts import addresses_in, closed_to, parts_of, rosters_in
from nhip.ui.queries import in_language


class Shut(StrEnum):
    """Vì sao ô đóng: a feed fills it, or another's part holds it."""

    FED = "cell-comes-from-a-feed"
    SHARED = "cell-is-anothers"


@dataclass(frozen=True)
class ShareShown:
    """Phần của biểu trên trang: how it is headed, whose it is, how large it is."""

    part: str
    label: str
    holder: str
    person_id: int | None
    department_id: int | None
    cells: int


@dataclass(frozen=True)
class SharesPage:
    """Trang giao phần việc: the parts, and to whom each can be given."""

    report_id: int
    title: Title
    parts: Sequence[ShareShown]
    people: Sequence[User]
    departments: Sequence[tuple[int, str]]


def shut_cells(report: Report, person: str, *, on: dt.date) -> dict[Address, Shut]:
    """Return the cells that a person, named as events name them, does not fill in by hand.

    Of somebody else's part the rows of its lists are shut too.
    """
    form, shares = report.form, list(Share.objects.of(report.obligation))
    fed = {column.code for column in form.columns if column.auto}
    shut = {at: Shut.FED for at in form.inputs if at.column in fed} if fed else {}
    own = _own(shares, person, on) if shares else set()
    foreign = [one.part for one in shares if one.part not in own]
    closed = closed_to(form, foreign, own) | rosters_in(foreign, form)
    return dict.fromkeys(closed, Shut.SHARED) | shut


def shut_words(report: Report, shut: dict[Address, Shut], *, on: dt.date) -> dict[Address, str]:
    """Return what is said of the cells that are shut: where the figure comes from, whose it is."""
    form = report.form
    fed = {
        column.code: _("from %(source)s; corrected there")
        % {"source": in_language(column.auto, column.auto_en)}
        for column in form.columns
        if column.auto
    }
    said = {at: fed[at.column] for at, why in shut.items() if why is Shut.FED}
    if Shut.SHARED not in shut.values():
        return said
    for one in shares_shown(report, on=on):
        words = _("filled in by %(who)s") % {"who": one.holder}
        said |= {at: words for at in addresses_in(one.part, form) if shut.get(at) is Shut.SHARED}
    return said


def shares_shown(report: Report, *, on: dt.date) -> list[ShareShown]:
    """Return the parts of a report that were given to somebody."""
    if not Share.objects.of(report.obligation).exists():
        return []
    return [one for one in _parts(report, on=on) if one.holder]


def shares_page(report: Report, *, now: dt.datetime) -> SharesPage:
    """Return the parts a report's form has, and whose each is."""
    unit, day = report.obligation.unit_id, local(now).date()
    return SharesPage(
        report_id=report.pk,
        title=title_of(report.obligation, unit=unit_names([unit], on=day).get(unit, ""), now=now),
        parts=_parts(report, on=day),
        people=list(colleagues(unit, on=day)),
        departments=departments(unit, on=day),
    )


def departments(unit_id: int, *, on: dt.date) -> list[tuple[int, str]]:
    """Return the units directly under a unit, by name."""
    under = Placement.objects.filter(parent=unit_id, valid__contains=on).values("unit")
    names = Name.objects.filter(unit__in=under, valid__contains=on).order_by("sort_key", "unit")
    return list(names.values_list("unit_id", "name"))


def _own(shares: Sequence[Share], person: str, on: dt.date) -> set[str]:
    """Return the parts that are somebody's own: given to them, or to where they sit."""
    places = [one.department_id for one in shares if one.department_id]
    grants = Grant.objects.filter(unit__in=places, valid__contains=on).select_related("user")
    seats = {one.unit_id for one in grants if one.user.ref == person} if places else set()
    return {
        one.part
        for one in shares
        if one.department_id in seats or (one.person is not None and one.person.ref == person)
    }


def _parts(report: Report, *, on: dt.date) -> list[ShareShown]:
    form = report.form
    held = {one.part: one for one in Share.objects.of(report.obligation)}
    names = unit_names([one.department_id for one in held.values() if one.department_id], on=on)
    return [
        ShareShown(
            part=part.name,
            label=in_language(part.label, part.label_en),
            holder=_holder(held.get(part.name), names),
            person_id=held[part.name].person_id if part.name in held else None,
            department_id=held[part.name].department_id if part.name in held else None,
            cells=len(addresses_in(part.name, form)),
        )
        for part in parts_of(report.form_version.rule)
    ]


def _holder(share: Share | None, names: dict[int, str]) -> str:
    if share is None:
        return ""
    return share.person.full_name if share.person else names.get(share.department_id or 0, "")
