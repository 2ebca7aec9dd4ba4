"""Thử nghiệm biểu mẫu: what chosen units filled in on a form that is not in force yet.

A trial has tables of its own: it is no obligation, no report and no figure, so that no total,
board or series can ever meet one.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.organisations.models import Unit
from nhip.reporting.models.drafts import FormDraft
from nhip.reporting.permissions import Permission
from nhip.reporting.rules.figures import Value, plain, read_plain
from nhip.reporting.rules.forms import Address


class TrialQuerySet(models.QuerySet["Trial"]):
    """Reads of trials."""

    def visible_to(self, user: User, *, on: dt.date) -> "TrialQuerySet":
        """Return the trials that units of this person were asked for."""
        return self.filter(unit__in=scope(user, Permission.VIEW, on=on))

    def open(self) -> "TrialQuerySet":
        """Return those whose draft is neither in force nor given up."""
        return self.filter(draft__version=None, draft__discarded_at=None)


class Trial(models.Model):
    """Thử nghiệm: one unit's attempt at a draft, with real figures and a remark."""

    draft = models.ForeignKey(FormDraft, models.PROTECT, related_name="trials")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    draft_revision = models.PositiveIntegerField(null=True)
    answered_by = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "unit"], name="a_unit_tries_a_draft_once"),
            models.CheckConstraint(
                name="a_trial_that_was_answered_says_by_whom_and_on_what",
                condition=Q(answered_at=None, answered_by="", draft_revision=None)
                | (Q(answered_at__isnull=False, draft_revision__isnull=False) & ~Q(answered_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.unit_id}"

    @property
    def given(self) -> dict[Address, Value]:
        """Return the figures that were tried."""
        return {
            Address(*place.split("!")): read_plain(text) for place, text in self.figures.items()
        }

    def give(self, figures: Mapping[Address, Value]) -> None:
        """Hold these figures from now on; what is missing is not written down."""
        self.figures = {
            str(address): plain(value) for address, value in figures.items() if not value.is_missing
        }
