"""Từ điển chỉ tiêu: what each indicator means, who owns it, and how it adds up."""

import datetime as dt
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from nhip.indicators.models.numeric import NumericField
from nhip.indicators.rules.aggregation import Additivity
from nhip.organisations.models import Unit

ADDITIVITIES = [(each.value, each.value) for each in Additivity]


class Dimension(models.Model):
    """Phân tổ chủ yếu: a way in which figures are divided, such as sex or residence."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField()

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """Giá trị phân tổ: one part of a dimension, such as female."""

    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="members")
    code = models.TextField()
    name = models.TextField()
    name_en = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["dimension", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "code"], name="a_member_is_known_once_in_its_dimension"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension_id}={self.code}"


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Reads of the dictionary."""

    def in_force(self, *, on: dt.date) -> "IndicatorQuerySet":
        """Return the indicators that are valid on that day."""
        return self.filter(valid__contains=on)

    def owned_by(self, unit_id: int, *, on: dt.date) -> "IndicatorQuerySet":
        """Return the indicators that the unit answers for on that day."""
        held = Ownership.objects.filter(unit_id=unit_id, valid__contains=on)
        return self.filter(pk__in=held.values("indicator"))


class Indicator(models.Model):
    """Chỉ tiêu: one entry of the dictionary. How it adds up is declared, never guessed."""

    class DataType(models.TextChoices):
        INTEGER = "integer", _("whole number")
        DECIMAL = "decimal", _("decimal number")
        PERCENT = "percent", _("per cent")

    class Kind(models.TextChoices):
        INPUT = "input", _("input")
        PROCESS = "process", _("process")
        OUTPUT = "output", _("output")
        OUTCOME = "outcome", _("outcome")
        COMPOSITE = "composite", _("composite")

    class Frequency(models.TextChoices):
        DAY = "day", _("daily")
        WEEK = "week", _("weekly")
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")
        HALF = "half", _("half-yearly")
        YEAR = "year", _("yearly")

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField()
    concept = models.TextField(blank=True)
    method = models.TextField(blank=True)
    unit_of_measure = models.TextField()
    unit_of_measure_en = models.TextField()
    data_type = models.TextField(choices=DataType.choices)
    decimals = models.PositiveSmallIntegerField(default=0)
    kind = models.TextField(choices=Kind.choices)
    dimensions = models.ManyToManyField(Dimension, related_name="indicators")
    frequency = models.TextField(choices=Frequency.choices)
    data_source = models.TextField()
    legal_basis = models.TextField(blank=True)
    thresholds = models.JSONField(default=dict)
    targets = models.JSONField(default=dict)
    valid = DateRangeField()

    over_place = models.TextField(choices=ADDITIVITIES)
    over_time = models.TextField(choices=ADDITIVITIES)
    over_groups = models.TextField(choices=ADDITIVITIES)
    additivity_reason = models.TextField()
    factor = NumericField(max_digits=38, decimal_places=12, default=Decimal(1))
    owners = models.ManyToManyField(Unit, through="Ownership", related_name="+")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="an_indicator_says_why_it_adds_up_or_not",
                condition=~models.Q(additivity_reason=""),
            ),
            models.CheckConstraint(
                name="additivity_is_one_of_six",
                condition=models.Q(
                    over_place__in=Additivity, over_time__in=Additivity, over_groups__in=Additivity
                ),
            ),
            models.CheckConstraint(
                name="what_comes_last_is_a_question_of_time",
                condition=~models.Q(over_place=Additivity.LAST),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Ownership(models.Model):
    """Cơ quan chủ trì: the one unit that answers for an indicator, from one day to another."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="ownerships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="an_indicator_has_one_owner_at_a_time",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id}"


class Term(models.Model):
    """Thành phần công thức: a cell that stands above or below the line of a ratio, or weighs."""

    class Part(models.TextChoices):
        ABOVE = "above", _("numerator")
        BELOW = "below", _("denominator")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="terms")
    part = models.TextField(choices=Part.choices)
    of = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    disaggregation = models.TextField(blank=True)
    coefficient = NumericField(max_digits=38, decimal_places=12, default=Decimal(1))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "part", "of", "disaggregation"],
                name="a_formula_names_a_cell_once_in_each_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.part} {self.of_id}"


class Edition(models.Model):
    """Bản từ điển: one loading of the dictionary, known by the hash of all its files."""

    sha256 = models.CharField(max_length=64)
    indicators = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        get_latest_by = "id"

    def __str__(self) -> str:
        return self.sha256[:12]
