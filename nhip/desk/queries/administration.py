"""Quản trị: units, people with what they were granted, and keys, as pages show them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.accounts.models import Grant, User
from nhip.accounts.permissions import Permission as Accounts
from nhip.accounts.queries import scope
from nhip.accounts.rules import RoleName
from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.text import fold
from nhip.organisations.models import Kind, Name, Placement, Unit
from nhip.organisations.queries import Found, History, history, search
from nhip.organisations.rules.kinds import label_of
from nhip.reporting.models import Duty
from nhip.reporting.queries.standing import TOPS
from nhip.signing.models import Key
from nhip.signing.permissions import Permission as Signing
from nhip.ui.rules import Mark, Tone

MOST_FOUND, MOST_PEOPLE, MOST_CHILDREN, MOST_KEYS = 60, 100, 500, 200
SOON: Final = dt.timedelta(days=60)
ROLES: Final[dict[RoleName, Promise]] = {
    RoleName.REPORTER: gettext_lazy("reporter"),
    RoleName.CHECKER: gettext_lazy("checker"),
    RoleName.LEADER: gettext_lazy("leader"),
    RoleName.CLERK: gettext_lazy("clerk"),
    RoleName.REGISTRY: gettext_lazy("registry"),
    RoleName.ANALYST: gettext_lazy("analyst"),
    RoleName.DESIGNER: gettext_lazy("designer of forms"),
    RoleName.ADMINISTRATOR: gettext_lazy("administrator"),
}
ATTRIBUTES: Final[dict[str, Promise]] = {
    "name": gettext_lazy("name"),
    "kind": gettext_lazy("kind"),
    "parent": gettext_lazy("belongs to"),
    "qd20": gettext_lazy("code of Decision 20/2020"),
    "qcvn102": gettext_lazy("code of QCVN 102:2016"),
    "gso": gettext_lazy("statistical code"),
}


class NoSuchUnit(Invalid):
    """Không có đơn vị mang mã này."""

    message = gettext_lazy("No unit bears the code %(code)s today.")


@dataclass(frozen=True)
class UnitRow:
    """Đơn vị trong danh sách."""

    unit_id: int
    name: str
    kind: str


@dataclass(frozen=True)
class UnitSheet:
    """Đơn vị với lịch sử: what held of it and when, what is under it, who is on duty."""

    name: str
    above: UnitRow | None
    stretches: Sequence[tuple[str, object]]
    history: History
    under: Sequence[UnitRow]
    duties: Sequence[Duty]


@dataclass(frozen=True)
class Held:
    """Quyền đã cấp: a grant in words, and whether it still holds."""

    grant: Grant
    role: str
    unit: str
    is_in_force: bool


@dataclass(frozen=True)
class Person:
    """Người dùng với các quyền."""

    user: User
    held: Sequence[Held]


@dataclass(frozen=True)
class KeyLine:
    """Khóa: whose it is, and for how many days it still holds."""

    key: Key
    mark: Mark


def units_found(text: str, *, on: dt.date) -> list[tuple[Found, str]]:
    """Return the units whose code or name has a text, each with its kind in words."""
    return [(one, label_of(one.kind)) for one in search(text, on=on, limit=MOST_FOUND)]


def top_units(*, on: dt.date) -> list[UnitRow]:
    """Return the ministries and provinces of a day, from which one climbs down."""
    kinds = Kind.objects.filter(kind__in=TOPS, valid__contains=on)
    return _rows(kinds.values_list("unit", flat=True), on)


def unit_sheet(unit_id: int, *, on: dt.date) -> UnitSheet:
    """Return everything known of a unit. Raises Unit.DoesNotExist."""
    unit = Unit.objects.get(pk=unit_id)
    whole = history(unit.pk)
    placed = Placement.objects.filter(unit=unit, valid__contains=on, parent__isnull=False)
    above = _rows(placed.values_list("parent", flat=True), on)
    under = Placement.objects.filter(parent=unit, valid__contains=on)
    names = Name.objects.filter(unit=unit).order_by("-valid")
    current = names.filter(valid__contains=on).first() or names.first()
    return UnitSheet(
        name=str(current or unit),
        above=above[0] if above else None,
        stretches=[(str(ATTRIBUTES.get(one.what, one.what)), one) for one in whole.stretches],
        history=whole,
        under=_rows(under.values_list("unit", flat=True), on)[:MOST_CHILDREN],
        duties=list(Duty.objects.filter(unit=unit).order_by("-valid")),
    )


def unit_coded(code: str, *, on: dt.date) -> int:
    """Return the unit that bears a code today. Raises NoSuchUnit."""
    try:
        return Unit.objects.by_code("qd20", code.strip().upper(), on=on).pk
    except Unit.DoesNotExist:
        raise NoSuchUnit(code=code) from None


def people_in_reach(viewer: User, *, on: dt.date) -> "QuerySet[User]":
    """Return the people of the units this administrator answers for, and those without a role."""
    reach = scope(viewer, Accounts.ADMINISTER, on=on)
    grants = Grant.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(grants.filter(unit__in=reach)) | ~Exists(grants)).order_by(
        "full_name", "pk"
    )


def people_page(text: str, *, viewer: User, now: dt.datetime) -> list[Person]:
    """Return people by name or sign-in name, each with the grants that hold today."""
    day = local(now).date()
    found = people_in_reach(viewer, on=day).prefetch_related("grants")
    wanted = fold(text.strip())
    people = [
        one for one in found if wanted in fold(one.full_name) or wanted in fold(one.username)
    ][:MOST_PEOPLE]
    names = _names({grant.unit_id for one in people for grant in one.grants.all()}, day)
    return [_person(one, names, day) for one in people]


def person_page(user_id: int, *, viewer: User, now: dt.datetime) -> Person | None:
    """Return one person with every grant there ever was; None outside this one's reach."""
    day = local(now).date()
    user = people_in_reach(viewer, on=day).filter(pk=user_id).first()
    if user is None:
        return None
    names = _names(set(user.grants.values_list("unit_id", flat=True)), day)
    whole = [_held(one, names, day) for one in user.grants.order_by("-valid", "pk")]
    return Person(user, whole)


def keys_page(*, viewer: User, now: dt.datetime) -> list[KeyLine]:
    """Return the keys of the agencies in reach and of their people, the first to end first."""
    day = local(now).date()
    reach = scope(viewer, Signing.ADMINISTER, on=day)
    people = Grant.objects.filter(unit__in=reach).values("user")
    keys = Key.objects.filter(Q(unit__in=reach) | Q(user__in=people)).order_by("valid__endswith")
    return [KeyLine(one, _days_left(one, now)) for one in keys[:MOST_KEYS]]


def _days_left(key: Key, now: dt.datetime) -> Mark:
    ends = key.valid.upper
    if ends is None:
        return Mark(Tone.DONE, _("without end"))
    if ends <= now:
        return Mark(Tone.LATE, _("ended"))
    if key.valid.lower is not None and key.valid.lower > now:
        return Mark(Tone.PLAIN, _("not yet"))
    said = _("%(days)d days left") % {"days": (ends - now).days}
    return Mark(Tone.SOON if ends - now < SOON else Tone.DONE, said)


def _person(user: User, names: dict[int, str], day: dt.date) -> Person:
    return Person(user, [_held(one, names, day) for one in user.grants.all() if day in one.valid])


def _held(grant: Grant, names: dict[int, str], day: dt.date) -> Held:
    role = str(ROLES[RoleName(grant.role)])
    return Held(grant, role, names.get(grant.unit_id, ""), day in grant.valid)


def _rows(units: Iterable[int | None], on: dt.date) -> list[UnitRow]:
    names = Name.objects.filter(unit__in=units, valid__contains=on).order_by("sort_key")
    kinds = dict(
        Kind.objects.filter(unit__in=names.values("unit"), valid__contains=on).values_list(
            "unit_id", "kind"
        )
    )
    return [
        UnitRow(one.unit_id, one.name, label_of(kinds[one.unit_id]) if one.unit_id in kinds else "")
        for one in names
    ]


def _names(units: set[int], on: dt.date) -> dict[int, str]:
    found = Name.objects.filter(unit__in=units, valid__contains=on)
    return dict(found.values_list("unit_id", "name"))
