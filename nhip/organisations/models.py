"""Đơn vị theo thời gian: a unit is a number; what it is called and where it sits has dates."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


def _one_at_a_time(name: str, *same: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            *[(field, RangeOperators.EQUAL) for field in same],
            ("valid", RangeOperators.OVERLAPS),
        ],
    )


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of units."""

    def by_code(self, scheme: str, value: str, *, on: dt.date) -> "Unit":
        """Return the unit that a code designates on a day."""
        return self.get(codes__scheme=scheme, codes__value=value, codes__valid__contains=on)

    def of_kind(self, kind: str, *, on: dt.date) -> "UnitQuerySet":
        """Return the units of a kind on a day."""
        return self.filter(kinds__kind=kind, kinds__valid__contains=on)

    def children_of(self, parent_id: int, *, on: dt.date) -> "UnitQuerySet":
        """Return the units directly under a unit on a day."""
        return self.filter(placements__parent_id=parent_id, placements__valid__contains=on)

    def under(self, root_id: int, *, on: dt.date) -> "UnitQuerySet":
        """Return a unit and everything under it on a day."""
        return self.filter(pk__in=_walk(root_id, on, "unit_id", "parent_id"))

    def above(self, unit_id: int, *, on: dt.date) -> "UnitQuerySet":
        """Return a unit and everything above it on a day."""
        return self.filter(pk__in=_walk(unit_id, on, "parent_id", "unit_id"))


def _walk(start: int, on: dt.date, found: str, known: str) -> models.expressions.RawSQL:
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

    objects = UnitQuerySet.as_manager()

    def name_on(self, day: dt.date) -> str:
        """Return the name borne on that day."""
        return self.names.get(valid__contains=day).name

    def official_name_on(self, day: dt.date) -> str:
        """Return the full name of the agency on that day."""
        return self.names.get(valid__contains=day).official_name

    def code_on(self, scheme: str, day: dt.date) -> str:
        """Return the code in a scheme on that day."""
        return self.codes.get(scheme=scheme, valid__contains=day).value


class Name(models.Model):
    """Tên: what a unit is called, from one day to another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.TextField()
    official_name = models.TextField(blank=True)
    sort_key = models.TextField()
    valid = DateRangeField()

    class Meta:
        constraints = [_one_at_a_time("a_unit_has_one_name_at_a_time", "unit")]


class Code(models.Model):
    """Mã: a code that designates a unit in a scheme, from one day to another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="codes")
    scheme = models.TextField()
    value = models.TextField()
    valid = DateRangeField()

    class Meta:
        constraints = [_one_at_a_time("a_code_designates_one_unit_at_a_time", "scheme", "value")]


class Kind(models.Model):
    """Loại đơn vị."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="kinds")
    kind = models.TextField()
    valid = DateRangeField()

    class Meta:
        constraints = [_one_at_a_time("a_unit_is_of_one_kind_at_a_time", "unit")]


class Placement(models.Model):
    """Vị trí trong cây tổ chức: where a unit sits, from one day to another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints = [_one_at_a_time("one_placement_at_a_time", "unit")]
