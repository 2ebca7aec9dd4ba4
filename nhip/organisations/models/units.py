"""Đơn vị: a surrogate number, and the reads that take a day."""

import datetime as dt
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from nhip.organisations.models.attributes import Code, Dated, Name
from nhip.organisations.models.knowledge import Horizon
from nhip.organisations.rules.kinds import label_of
from nhip.organisations.rules.knowledge import not_known, register_of

Attribute = TypeVar("Attribute", bound=Dated)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of units. A day that the tables do not know is answered *not known*, never *none*."""

    def by_code(self, scheme: str, value: str, *, on: dt.date) -> "Unit":
        """Return the unit that a code designates on a day. Raises Unit.DoesNotExist, NotKnown."""
        try:
            return self.get(codes__scheme=scheme, codes__value=value, codes__valid__contains=on)
        except self.model.DoesNotExist:
            if not _is_listed(scheme, value, on):
                raise not_known(f"{scheme} {value}", on) from None
            raise

    def of_kind(self, kind: str, *, on: dt.date, within: int | None = None) -> "UnitQuerySet":
        """Return all units of a kind on a day, of the country or within a unit. Raises NotKnown."""
        territories = [] if within is None else list(_above(within, on))
        if not Horizon.objects.reach(kind, on=on, within=territories):
            raise not_known(label_of(kind), on)
        units = self if within is None else self.under(within, on=on)
        return units.filter(kinds__kind=kind, kinds__valid__contains=on)

    def children_of(self, parent_id: int, *, on: dt.date) -> "UnitQuerySet":
        """Return the units directly under a unit on a day. Raises NotKnown."""
        beneath = models.Q(placements__parent_id=parent_id)
        if self.model.objects.filter(beneath & _beyond("placements__", on)).exists():
            raise not_known(_("what sits under unit %(unit)s") % {"unit": parent_id}, on)
        return self.filter(beneath, placements__valid__contains=on)

    def under(self, root_id: int, *, on: dt.date) -> "UnitQuerySet":
        """Return a unit and everything that is known to sit under it on a day.

        A right reaches what is known to lie under a unit; whoever needs a complete list
        asks ``of_kind`` or ``children_of``, which say when there is none.
        """
        return self.filter(pk__in=_walk(root_id, on, found="unit_id", known="parent_id"))

    def above(self, unit_id: int, *, on: dt.date) -> "UnitQuerySet":
        """Return a unit and everything that is known to stand above it on a day."""
        return self.filter(pk__in=_walk(unit_id, on, found="parent_id", known="unit_id"))


def _is_listed(scheme: str, value: str, on: dt.date) -> bool:
    """Tell whether the tables would name the unit of that code, if there was one that day."""
    if Code.objects.filter(_beyond("", on), scheme=scheme, value=value).exists():
        return False
    subject, keeper = register_of(scheme, value)
    keepers = Code.objects.filter(scheme=scheme, value=keeper, valid__contains=on)
    within = list(keepers.values_list("unit_id", flat=True)) if keeper else []
    return Horizon.objects.reach(subject, on=on, within=within)


def _beyond(prefix: str, on: dt.date) -> models.Q:
    """Return the condition that a row may have held on a day for which the tables do not speak."""
    return models.Q(
        **{f"{prefix}start_known": False, f"{prefix}valid__startswith__gt": on}
    ) | models.Q(**{f"{prefix}end_known": False, f"{prefix}valid__endswith__lte": on})


def _above(unit_id: int, on: dt.date) -> models.QuerySet["Unit", int]:
    return Unit.objects.above(unit_id, on=on).values_list("pk", flat=True)


def _walk(start: int, on: dt.date, *, found: str, known: str) -> models.expressions.RawSQL:
    return models.expressions.RawSQL(  # noqa: S611  (column names are literals of this module)
        f"""WITH RECURSIVE reached(id) AS (
                SELECT %s::bigint
                UNION
                SELECT p.{found} FROM organisations_placement p
                JOIN reached r ON p.{known} = r.id
                WHERE p.valid @> %s::date AND p.{found} IS NOT NULL)
            SELECT id FROM reached""",  # noqa: S608
        [start, on],
    )


class Unit(models.Model):
    """Đơn vị: an agency, a territory or a department; everything about it is dated."""

    key = models.TextField(unique=True, null=True)

    objects = UnitQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key or f"unit {self.pk}"

    def name_on(self, day: dt.date) -> str:
        """Return the name borne on that day. Raises Name.DoesNotExist, NotKnown."""
        return self._named(day).name

    def official_name_on(self, day: dt.date) -> str:
        """Return the full name of the agency on that day. Raises Name.DoesNotExist, NotKnown."""
        return self._named(day).official_name

    def code_on(self, scheme: str, day: dt.date) -> str:
        """Return the code in a scheme on that day. Raises Code.DoesNotExist, NotKnown."""
        return _held(
            self.codes.filter(scheme=scheme),
            day,
            _("the code of unit %(unit)s") % {"unit": self.pk},
        ).value

    def _named(self, day: dt.date) -> Name:
        return _held(self.names.all(), day, _("the name of unit %(unit)s") % {"unit": self.pk})


def _held(rows: "models.QuerySet[Attribute]", day: dt.date, asked: str) -> Attribute:
    """Return the row that held on a day; say not known where a row may have held unseen."""
    try:
        return rows.get(valid__contains=day)
    except rows.model.DoesNotExist:
        if rows.filter(_beyond("", day)).exists():
            raise not_known(asked, day) from None
        raise
