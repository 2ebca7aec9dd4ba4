"""Đôn đốc, trực, cảnh báo: reminders given, people on duty, and alerts somebody has seen to."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.organisations.models import Unit
from nhip.reporting.models.obligations import Obligation
from nhip.reporting.permissions import Permission


class UrgeQuerySet(models.QuerySet["Urge"]):
    """Reads of reminders."""

    def shown_to(self, user: User, *, on: dt.date) -> "UrgeQuerySet":
        """Return the reminders to units for which this person makes or signs reports."""
        units = scope(user, Permission.ENTER, on=on) | scope(user, Permission.SIGN, on=on)
        return self.filter(obligation__unit__in=units, channel=Urge.Channel.NOTICE)


class Urge(models.Model):
    """Đôn đốc: one agency reminded a unit of one report. Append-only."""

    class Channel(models.TextChoices):
        NOTICE = "notice", _("shown in the unit's work")
        TELEPHONE = "telephone", _("to be called")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="urges")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    channel = models.TextField(choices=Channel.choices)
    address = models.TextField(blank=True)
    actor = models.TextField()
    urged_at = models.DateTimeField()
    quiet = DateTimeRangeField()

    objects = UrgeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            ExclusionConstraint(
                name="a_unit_is_urged_once_an_hour",
                expressions=[
                    ("obligation", RangeOperators.EQUAL),
                    ("quiet", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.channel}"


class DutyQuerySet(models.QuerySet["Duty"]):
    """Reads of the duty table."""

    def of(self, unit_id: int, *, on: dt.date) -> "Duty | None":
        """Return who is on duty for a unit on a day, if anybody is."""
        return self.filter(unit=unit_id, valid__contains=on).first()


class Duty(models.Model):
    """Người trực: whom to call at a unit, from one day to another."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.TextField()
    telephone = models.TextField()
    valid = DateRangeField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_person_is_on_duty_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="who_is_on_duty_can_be_called", condition=~Q(name="") & ~Q(telephone="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.telephone}"


class Acknowledgement(models.Model):
    """Xác nhận cảnh báo: somebody saw to one alert, and says how. Append-only."""

    kind = models.TextField()
    subject = models.TextField()
    note = models.TextField()
    actor = models.TextField()
    acknowledged_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], name="an_alert_is_acknowledged_once"
            ),
            models.CheckConstraint(name="an_acknowledgement_says_how", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
