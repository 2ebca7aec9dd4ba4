"""Lịch và kỳ: calendars are rows, and a period is a calendar's key with its window."""

from collections.abc import Iterable
from functools import cached_property

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from nhip.indicators.rules import calendars


class Calendar(models.Model):
    """Lịch: a way of cutting time into periods, as data."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField()
    definition = models.JSONField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def rule(self) -> calendars.Calendar:
        """Return the calendar that can compute."""
        return calendars.read(self.definition)


class PeriodQuerySet(models.QuerySet["Period"]):
    """Reads of periods."""

    def keyed(self, keys: Iterable[str]) -> "PeriodQuerySet":
        """Return the periods of these keys that are in the table."""
        return self.filter(key__in=list(keys))


class Period(models.Model):
    """Kỳ: one typed key, its window [from, to), and how it is called."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="periods")
    key = models.TextField(unique=True)
    window = DateTimeRangeField()
    label = models.TextField()
    label_en = models.TextField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_period_has_a_beginning_and_an_end",
                condition=models.Q(window__isempty=False)
                & models.Q(window__lower_inf=False)
                & models.Q(window__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def span(self) -> calendars.Span:
        """Return the period as the calendar computes it, with its days and its neighbours."""
        return self.calendar.rule.span(self.key.partition(":")[2])
