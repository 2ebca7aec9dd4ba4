"""Chế độ và biểu mẫu: what must be reported, and on which form."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.organisations.models import Unit
from nhip.reporting.permissions import Permission
from nhip.reporting.rules import forms, regimes
from nhip.reporting.rules.specification import remembered


class Form(models.Model):
    """Biểu mẫu: one form under its official code, through all its versions."""

    code = models.TextField(unique=True)
    title = models.TextField()
    title_en = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    """Reads of form versions."""

    def in_force(self, form_id: int, *, on: dt.date) -> "FormVersion":
        """Return the version of a form that is valid on that day."""
        return self.select_related("form").get(form_id=form_id, valid__contains=on)

    def named(self, code: str, version: str) -> "FormVersion":
        """Return one version by the form's code and its own name."""
        return self.select_related("form").get(form__code=code, version=version)


class FormVersion(models.Model):
    """Phiên bản biểu mẫu: the specification a decision set, from one day to another.

    Once used it never changes in place (migration 0002); a change is a new version.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    version = models.TextField()
    decision_number = models.TextField()
    decision_date = models.DateField()
    decision_issuer = models.TextField()
    valid = DateRangeField()
    specification = models.JSONField()
    note = models.TextField(blank=True)
    activated_at = models.DateTimeField(null=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        ordering = ["form", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "version"], name="a_form_has_each_version_once"
            ),
            ExclusionConstraint(
                name="a_form_has_one_version_at_a_time",
                expressions=[("form", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.version}"

    def is_in_use(self, day: dt.date) -> bool:
        """Tell whether the version was put to use, and holds on a day."""
        return self.activated_at is not None and day in self.valid

    @property
    def right_to_design(self) -> tuple[Permission, int | None]:
        """Return the right that its agency's designers hold; what was loaded has administrators."""
        draft = getattr(self, "draft", None)
        return (
            (Permission.ADMINISTER, None) if draft is None else (Permission.DESIGN, draft.unit_id)
        )

    @cached_property
    def rule(self) -> forms.Form:
        """Return the parsed form, which can compute and check."""
        return remembered(self.form.code, self.version, self.specification)


class RegimeQuerySet(models.QuerySet["Regime"]):
    """Reads of regimes."""

    def active(self, *, on: dt.date) -> "RegimeQuerySet":
        """Return the regimes in use on that day."""
        return self.filter(status=Regime.Status.ACTIVE, valid__contains=on)

    def designed_by(self, user: User, *, on: dt.date) -> "RegimeQuerySet":
        """Return the regimes of the agencies for which this person designs."""
        return self.filter(issuer__in=scope(user, Permission.DESIGN, on=on))

    def announced(self) -> "RegimeQuerySet":
        """Return all but those that an agency's designers are still drawing up."""
        return self.exclude(status=Regime.Status.DRAFT, issuer__isnull=False)

    def published(self, *, on: dt.date) -> "RegimeQuerySet":
        """Công bố: return the regimes in use that day that anybody may know of."""
        return self.active(on=on).filter(is_published=True)

    def running(self) -> "RegimeQuerySet":
        """Return the regimes in use that come back with a calendar."""
        return self.filter(status=Regime.Status.ACTIVE).exclude(calendar="")


class Regime(models.Model):
    """Chế độ báo cáo: what the issuer demands: the eleven elements of decree 09/2019, art. 7."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    regime_class = models.TextField()
    kind = models.TextField()
    calendar = models.TextField(blank=True)
    cut = models.TextField(blank=True)
    form = models.ForeignKey(Form, models.PROTECT, related_name="regimes")
    valid = DateRangeField()
    description = models.JSONField()
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    activated_at = models.DateTimeField(null=True)
    overlap_reason = models.TextField(blank=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    is_published = models.BooleanField(default=False)

    objects = RegimeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="secret_reports_have_no_place_here",
                condition=Q(regime_class__in=["administrative", "statistical", "internal"]),
            ),
            models.CheckConstraint(
                name="an_active_regime_says_since_when",
                condition=Q(status="draft") | Q(activated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="the_published_list_is_of_periodic_regimes",
                condition=Q(is_published=False) | Q(kind="periodic"),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def rule(self) -> regimes.Regime:
        """Return the parsed regime, whose activation and deadlines can be judged."""
        return regimes.parse_regime(self.description)

    @property
    def right_to_design(self) -> tuple[Permission, int | None]:
        """Return the right that the issuer's designers hold; what was loaded has administrators."""
        if self.issuer_id is None:
            return Permission.ADMINISTER, None
        return Permission.DESIGN, self.issuer_id

    @property
    def reporters(self) -> list[dict[str, Any]]:
        """Return who reports, by tier: units of a ``kind``, or those with ``codes``."""
        return list(self.description["reporters"])

    @property
    def recipients(self) -> list[dict[str, str]]:
        """Return who receives, each by scheme, code and name."""
        return list(self.description["recipients"])
