"""Trang quá hạn: who is late, how often this year, and whom this person may urge at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.following import Following, following
from nhip.reporting.queries.lateness import MOST_UNITS, LateUnit, Reach, late_units
from nhip.reporting.queries.titles import unit_names


@dataclass(frozen=True)
class LateLine:
    """Một đơn vị, with the ministry or province that answers for it."""

    one: LateUnit
    agency: str


@dataclass(frozen=True)
class LatePage:
    """Trang quá hạn của năm."""

    year: int
    lines: Sequence[LateLine]

    @property
    def to_urge(self) -> list[int]:
        """Return every report that is late now and may be urged."""
        return [pk for line in self.lines for pk in line.one.to_urge]

    @property
    def is_cut(self) -> bool:
        """Tell whether only the first units are listed."""
        return len(self.lines) >= MOST_UNITS


def late_page(*, viewer: User, now: dt.datetime) -> LatePage:
    """Return who was late this year in the regimes this person follows."""
    on = local(now)
    january = on.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    found: dict[int, LateUnit] = {}
    for reach in _reaches(viewer, on.date()):
        for one in late_units(reach, since=january, now=now):
            found[one.unit_id] = _joined(found[one.unit_id], one) if one.unit_id in found else one
    rows = sorted(found.values(), key=lambda one: (-one.times, -one.now, one.unit))[:MOST_UNITS]
    names = unit_names({one.top_id for one in rows}, on=on.date())
    return LatePage(on.year, [LateLine(one, names.get(one.top_id, "")) for one in rows])


def late_now(*, viewer: User, unit_id: int | None, now: dt.datetime) -> list[int]:
    """Return the late reports that this person may urge, of one unit or of all."""
    lines = late_page(viewer=viewer, now=now).lines
    chosen = [line.one for line in lines if unit_id in (None, line.one.unit_id)]
    return [pk for one in chosen for pk in one.to_urge]


def _reaches(viewer: User, day: dt.date) -> list[Reach]:
    """Return what is followed of everybody, and what of one's own units only."""
    followed = following(viewer, on=day)
    whole = [one for one in followed if one.sees_all]
    part = [one for one in followed if not one.sees_all]
    own = list(scope(viewer, Permission.VIEW, on=day).values_list("pk", flat=True)) if part else []
    return [
        Reach(_regimes(whole), None, _regimes([one for one in whole if one.may_urge])),
        Reach(_regimes(part), own, []),
    ]


def _regimes(followed: Sequence[Following]) -> list[int]:
    return [one.regime.pk for one in followed]


def _joined(one: LateUnit, other: LateUnit) -> LateUnit:
    moments = [at for at in (one.urged_at, other.urged_at) if at]
    return replace(
        one,
        owed=one.owed + other.owed,
        times=one.times + other.times,
        now=one.now + other.now,
        times_urged=one.times_urged + other.times_urged,
        urged_at=max(moments, default=None),
        to_urge=[*one.to_urge, *other.to_urge],
    )
