"""Số liệu: deliveries, the figures in force, and their rivals. Append-only: see migration 0002."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from nhip.indicators.models.dictionary import Indicator
from nhip.indicators.models.numeric import NumericField
from nhip.indicators.models.periods import Period
from nhip.indicators.rules.facts import Measure, Vintage
from nhip.indicators.rules.values import State, Value
from nhip.organisations.models import Unit

KEY = ["indicator", "period", "unit", "disaggregation", "measure", "vintage"]


class Delivery(models.Model):
    """Đợt số liệu: one accepted report version, or one imported series; where figures came from."""

    class Origin(models.TextChoices):
        REPORTED = "reported", _("signed report")
        IMPORTED = "imported", _("imported series")

    origin = models.TextField(choices=Origin.choices)
    version_sha256 = models.CharField(max_length=64, null=True, unique=True)
    source = models.TextField(blank=True)
    source_date = models.DateField(null=True)
    accepted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_date"],
                condition=models.Q(origin="imported"),
                name="a_source_is_imported_once_per_date",
            ),
            models.CheckConstraint(
                name="a_delivery_says_where_it_came_from",
                condition=models.Q(
                    origin="reported", version_sha256__isnull=False, source="", source_date=None
                )
                | (
                    models.Q(origin="imported", version_sha256=None, source_date__isnull=False)
                    & ~models.Q(source="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.version_sha256 or f"{self.source} ({self.source_date})"


def _reference(to: type[models.Model]) -> "models.ForeignKey[Any, Any]":
    """Return a foreign key that migration 0003 keeps by whole statements, not row by row."""
    return models.ForeignKey(
        to, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


class Figure(models.Model):
    """Số liệu: one value of an indicator for a place, a period and a group, and who says so."""

    delivery = _reference(Delivery)
    indicator = _reference(Indicator)
    unit = _reference(Unit)
    period = _reference(Period)
    disaggregation = models.TextField(blank=True)
    measure = models.TextField(choices=[(each.value, each.value) for each in Measure])
    vintage = models.TextField(choices=[(each.value, each.value) for each in Vintage])
    state = models.TextField(choices=[(each.value, each.value) for each in State])
    value = NumericField(max_digits=38, decimal_places=12, null=True)
    accepted_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period_id} {self.unit_id} {self.disaggregation}"

    @property
    def given(self) -> Value:
        """Return the three-state value."""
        return Value(State(self.state), self.value)


class Observation(Figure):
    """Số liệu đang dùng: the figure that counts, until a newer one supersedes it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=KEY,
                condition=models.Q(superseded_at=None),
                name="one_current_figure_per_key",
            ),
            models.CheckConstraint(
                name="a_figure_has_a_number_exactly_when_it_says_so",
                condition=models.Q(state="number", value__isnull=False)
                | models.Q(state__in=["missing", "nil"], value=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["delivery"],
                condition=models.Q(superseded_at=None),
                name="current_figures_by_delivery",
            ),
            models.Index(
                fields=["indicator", "period"],
                condition=models.Q(superseded_at__isnull=False),
                name="past_figures_by_indicator",
            ),
        ]


class Rival(Figure):
    """Số liệu cạnh tranh: what a second source says of the same key; shown, never added."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[*KEY, "delivery"],
                condition=models.Q(superseded_at=None),
                name="a_delivery_rivals_a_key_once",
            ),
            models.CheckConstraint(
                name="a_rival_has_a_number_exactly_when_it_says_so",
                condition=models.Q(state="number", value__isnull=False)
                | models.Q(state__in=["missing", "nil"], value=None),
            ),
        ]
