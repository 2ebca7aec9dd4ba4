"""Biểu mẫu dựng: a form on its way from an official workbook to its first version in force."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.db.models import Q

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.organisations.models import Unit
from nhip.reporting.models.regimes import FormVersion
from nhip.reporting.permissions import Permission
from nhip.reporting.rules import forms
from nhip.reporting.rules.specification import remembered

DRAFT_VERSION = "draft"


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    """Reads of drafts."""

    def visible_to(self, user: User, *, on: dt.date) -> "FormDraftQuerySet":
        """Return the drafts of the agencies for which this person designs."""
        return self.filter(unit__in=scope(user, Permission.DESIGN, on=on))

    def open(self) -> "FormDraftQuerySet":
        """Return those neither activated nor given up."""
        return self.filter(version=None, discarded_at=None)


class FormDraft(models.Model):
    """Biểu mẫu dựng. ``doubts`` are what the reader of the workbook left to the designer."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.TextField()
    specification = models.JSONField()
    doubts = models.JSONField(default=list)
    source = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    drafted_by = models.TextField()
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)
    version = models.OneToOneField(FormVersion, models.PROTECT, null=True, related_name="draft")

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.CheckConstraint(
                name="a_draft_given_up_never_comes_into_force",
                condition=Q(version=None) | Q(discarded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def rule(self) -> forms.Form:
        """Return the parsed form, for previews and checks."""
        return remembered(self.code, DRAFT_VERSION, self.specification)

    @property
    def is_closed(self) -> bool:
        """Tell whether the form is in force or given up, so that nothing of it changes."""
        return self.version_id is not None or self.discarded_at is not None

    @property
    def unsettled(self) -> int:
        """Return how many doubts the designer has not looked at yet."""
        return sum(not doubt["settled"] for doubt in self.doubts)
