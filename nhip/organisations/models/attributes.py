"""Thuộc tính có ngày: what a unit is called, how it is coded, what it is and where it sits."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Lower

from nhip.core.text import fold, nfc
from nhip.organisations.models.knowledge import Source

_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LOWER = "đ" + "".join(nfc(f"{letter}{tone}") for letter in "aăâeêioôơuưy" for tone in _TONES)
_MARKED = "".join(each for each in _LOWER + _LOWER.upper() if not each.isascii())
_BARE = "".join(fold(letter) for letter in _MARKED)
_TEXT = models.TextField()


def _one_at_a_time(name: str, *same: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            *[(field, RangeOperators.EQUAL) for field in same],
            ("valid", RangeOperators.OVERLAPS),
        ],
    )


class Dated(models.Model):
    """Thuộc tính theo ngày: something that holds of a unit from one day to another.

    Where an end of the range is not known, it is only the last day for which the tables
    speak; no day is ever shown for it, and a question about a day beyond is not answered.
    """

    valid = DateRangeField()
    start_known = models.BooleanField(default=True, db_default=True)
    end_known = models.BooleanField(default=True, db_default=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def first_day(self) -> dt.date | None:
        """Return the day on which it began, or None where that is not known."""
        first: dt.date | None = self.valid.lower
        return first if self.start_known else None

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day of it, or None where it goes on or its end is not known."""
        after: dt.date | None = self.valid.upper
        return after - dt.timedelta(days=1) if after and self.end_known else None


class NameQuerySet(models.QuerySet["Name"]):
    """Reads of names."""

    def within(self, root_id: int, *, on: dt.date) -> "NameQuerySet":
        """Return the names of a unit and of what sits under it on a day.

        It climbs from each name, so few names under a large unit cost little.
        """
        climbs = RawSQL(
            """%s IN (
                WITH RECURSIVE upward(id) AS (
                    SELECT organisations_name.unit_id
                    UNION
                    SELECT p.parent_id FROM organisations_placement p
                    JOIN upward ON p.unit_id = upward.id
                    WHERE p.valid @> %s::date AND p.parent_id IS NOT NULL)
                SELECT id FROM upward)""",
            [root_id, on],
            output_field=models.BooleanField(),
        )
        return self.filter(climbs)


class Name(Dated):
    """Tên: what a unit is called, from one day to another."""

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="names")
    name = models.TextField()
    official_name = models.TextField(blank=True)
    sort_key = models.TextField()
    folded = models.GeneratedField(
        expression=models.Func(
            Lower(Concat("name", models.Value(" "), "official_name", output_field=_TEXT)),
            models.Value(_MARKED),
            models.Value(_BARE),
            function="translate",
            output_field=_TEXT,
        ),
        output_field=_TEXT,
        db_persist=True,
    )

    objects = NameQuerySet.as_manager()

    class Meta:
        constraints = [_one_at_a_time("a_unit_has_one_name_at_a_time", "unit")]
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="names_without_marks")
        ]

    def __str__(self) -> str:
        return self.name


class Code(Dated):
    """Mã: a code that designates a unit in a scheme, from one day to another."""

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="codes")
    scheme = models.TextField()
    value = models.TextField()

    class Meta:
        constraints = [
            _one_at_a_time("a_code_designates_one_unit_at_a_time", "value", "scheme"),
            _one_at_a_time("a_unit_bears_one_code_of_a_scheme_at_a_time", "unit", "scheme"),
        ]
        indexes = [
            models.Index(
                fields=["value"], opclasses=["text_pattern_ops"], name="codes_by_beginning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Kind(Dated):
    """Loại đơn vị: what a unit is, from one day to another."""

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="kinds")
    kind = models.TextField()

    class Meta:
        constraints = [_one_at_a_time("a_unit_is_of_one_kind_at_a_time", "unit")]
        indexes = [models.Index(fields=["kind"], name="kinds_by_kind")]

    def __str__(self) -> str:
        return self.kind


class Placement(Dated):
    """Vị trí trong cây tổ chức: where a unit sits, from one day to another."""

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="placements")
    parent = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            _one_at_a_time("one_placement_at_a_time", "unit"),
            models.CheckConstraint(
                name="a_unit_never_sits_under_itself",
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("unit")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"
