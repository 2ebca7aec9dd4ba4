"""Phần được giao và người đang mở: who fills in which part of a report, who is in it now."""

import datetime as dt

from django.db import models
from django.db.models import Q

from nhip.accounts.models import User
from nhip.organisations.models import Unit
from nhip.reporting.models.obligations import Obligation
from nhip.reporting.models.regimes import Regime
from nhip.reporting.models.worksheets import Report


class ShareQuerySet(models.QuerySet["Share"]):
    """Reads of what was given to whom."""

    def of(self, obligation: Obligation) -> "ShareQuerySet":
        """Return the parts of a unit's report that were given to somebody."""
        held = self.filter(regime=obligation.regime_id, unit=obligation.unit_id)
        return held.select_related("person").order_by("part")


class Share(models.Model):
    """Phần được giao: one part of a unit's report, period after period, and whose it is.

    ``part`` names a top row or a group of columns as ``rules.parts`` does.
    """

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    part = models.TextField()
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    given_by = models.TextField()
    given_at = models.DateTimeField()

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "unit", "part"], name="a_part_of_a_report_is_given_once"
            ),
            models.CheckConstraint(
                name="a_part_is_given_to_a_person_or_a_department",
                condition=Q(person=None, department__isnull=False)
                | Q(person__isnull=False, department=None),
            ),
        ]

    def __str__(self) -> str:
        return self.part


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Reads of who is in a sheet."""

    def in_sheet(self, report: Report, *, since: dt.datetime) -> "PresenceQuerySet":
        """Return who was heard of since a moment, in the order of their names."""
        here = self.filter(report=report, seen_at__gte=since)
        return here.select_related("person").order_by("person__full_name", "person")


class Presence(models.Model):
    """Đang mở bảng: a person in a sheet and the cell they are at; forgotten when it expires."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    row = models.TextField(blank=True)
    column = models.TextField(blank=True)
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "person"], name="a_person_is_in_a_sheet_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.person_id}"
