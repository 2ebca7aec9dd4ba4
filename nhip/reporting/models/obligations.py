"""Nghĩa vụ báo cáo: who owes which report when; changes are dated rows beside it."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.indicators.models import Period
from nhip.organisations.models import Unit
from nhip.reporting.models.incidents import Incident
from nhip.reporting.models.regimes import Regime
from nhip.reporting.permissions import Permission


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Reads of obligations."""

    def visible_to(self, user: User, *, on: dt.date) -> "ObligationQuerySet":
        """Return the obligations this person may see. Every page starts here."""
        return self.filter(unit__in=scope(user, Permission.VIEW, on=on))

    def in_force(self) -> "ObligationQuerySet":
        """Return obligations with ``due_now_at``, the due time after extensions.

        ``last_change`` says whether they still count; ``enter_by`` until when an outage excuses.
        """
        changes = ObligationChange.objects.filter(obligation=OuterRef("pk")).order_by("-id")
        extended = changes.filter(kind=ObligationChange.Kind.EXTENSION).values("due_at")[:1]
        excused = changes.filter(kind=ObligationChange.Kind.INCIDENT).values("due_at")[:1]
        counting = changes.exclude(kind__in=ObligationChange.TIMES).values("kind")[:1]
        return self.annotate(
            due_now_at=Coalesce(Subquery(extended), F("due_at")),
            last_change=Subquery(counting),
            enter_by=Subquery(excused),
        )

    def counted(self) -> "ObligationQuerySet":
        """Return the obligations that count: frozen, and neither excluded nor handed on."""
        taken_out = (ObligationChange.Kind.EXCLUSION, ObligationChange.Kind.TRANSFER)
        return (
            self.in_force()
            .filter(frozen_at__isnull=False)
            .filter(Q(last_change=None) | ~Q(last_change__in=taken_out))
        )

    def sent(self) -> "ObligationQuerySet":
        """Return the obligations whose report has left."""
        return self.filter(reports__stage="issued").distinct()

    def late(self, *, now: dt.datetime) -> "ObligationQuerySet":
        """Quá hạn: return what counts, is due and has not left."""
        due = Q(due_now_at__lt=now) & (Q(enter_by=None) | Q(enter_by__lt=now))
        return self.counted().filter(due).exclude(reports__stage="issued")

    def locked(self, pk: int) -> "Obligation":
        """Fetch one obligation and hold it until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("regime", "period").get(pk=pk)

    def all_locked(self, pks: Iterable[int]) -> "ObligationQuerySet":
        """Fetch several obligations, regime by regime, and hold them in one order for everybody."""
        rows = self.select_for_update(of=("self",)).select_related("regime")
        return rows.filter(pk__in=set(pks)).order_by("regime", "pk")


class Obligation(models.Model):
    """Nghĩa vụ báo cáo: one unit owes one regime one report for one period.

    It may be forecast anew until its window starts; then it is frozen with its
    due time, and only dated changes beside it say otherwise.
    """

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    tier = models.TextField()
    due_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "period", "unit", "tier"],
                name="a_unit_owes_a_report_once_per_period_and_tier",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], name="obligations_by_unit"),
            models.Index(fields=["due_at"], name="obligations_by_due_time"),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.unit_id} {self.period_id}"

    def due_in_force(self) -> dt.datetime:
        """Return the due time after the last extension."""
        extension = ObligationChange.Kind.EXTENSION
        extended = [one.due_at for one in self.changes.all() if one.kind == extension]
        return extended[-1] if extended and extended[-1] else self.due_at


class ObligationChange(models.Model):
    """Thay đổi nghĩa vụ: an extension, an exclusion or a transfer, with its reason. Append-only."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("Extension")
        EXCLUSION = "exclusion", _("Exclusion")
        RESTORATION = "restoration", _("Restoration")
        TRANSFER = "transfer", _("Transfer")
        INCIDENT = "incident", _("Outage")

    TIMES: ClassVar = (Kind.EXTENSION, Kind.INCIDENT)
    """What moves or excuses the time, and says nothing of whether the report counts."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="changes")
    kind = models.TextField(choices=Kind.choices)
    due_at = models.DateTimeField(null=True)
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    actor = models.TextField()
    changed_at = models.DateTimeField()
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="changes")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_change_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="an_extension_says_until_when",
                condition=Q(kind__in=["extension", "incident"], due_at__isnull=False)
                | (~Q(kind__in=["extension", "incident"]) & Q(due_at=None)),
            ),
            models.CheckConstraint(
                name="an_excuse_names_its_incident",
                condition=~Q(kind="incident") | Q(incident__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["obligation", "incident"],
                name="an_incident_changes_an_obligation_once",
            ),
            models.CheckConstraint(
                name="a_transfer_says_to_whom",
                condition=Q(kind="transfer", successor__isnull=False)
                | (~Q(kind="transfer") & Q(successor=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.obligation_id}"
