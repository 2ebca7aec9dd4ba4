"""Thẩm quyền ký: who may sign for an agency, in what form, when, and for what."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from nhip.documents.rules.competence import Competence, Form
from nhip.organisations.models import Unit


class SigningCompetenceQuerySet(models.QuerySet["SigningCompetence"]):
    """Reads of signing competences."""

    def for_kind(self, kind: str) -> "SigningCompetenceQuerySet":
        """Return what lets people sign that kind of document."""
        return self.filter(Q(kinds=[]) | Q(kinds__contains=[kind]))

    def holding(self, agency_id: int, kind: str, *, on: dt.date) -> "SigningCompetenceQuerySet":
        """Return what lets people sign that kind of document for the agency on that day."""
        return self.for_kind(kind).filter(agency_id=agency_id, valid__contains=on).order_by("id")


class SigningCompetence(models.Model):
    """Thẩm quyền ký: one person's right to sign for one agency (Decree 30/2020, art. 13)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    form = models.TextField(choices=[(form.value, form.value or "–") for form in Form], blank=True)
    position = models.TextField()
    principal = models.TextField(blank=True)
    collective = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    kinds = ArrayField(models.TextField(), default=list, blank=True)
    valid = DateRangeField()
    given_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="handed_on")

    objects = SigningCompetenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_signs_in_anothers_place_says_whose",
                condition=~Q(form__in=["KT", "TL", "TUQ"]) | ~Q(principal=""),
            ),
            models.CheckConstraint(
                name="who_signs_for_a_body_says_which",
                condition=~Q(form="TM") | ~Q(collective=""),
            ),
            models.CheckConstraint(
                name="authority_to_sign_has_a_basis_a_giver_and_an_end",
                condition=~Q(form="TUQ")
                | (~Q(basis="") & Q(given_by__isnull=False) & Q(valid__upper_inf=False)),
            ),
            ExclusionConstraint(
                name="one_competence_of_a_form_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("form", RangeOperators.EQUAL),
                    ("principal", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return " / ".join(self.rule.standing())

    @property
    def rule(self) -> Competence:
        """Return this row as the rule that judges it."""
        return Competence(
            form=Form(self.form),
            position=self.position,
            principal=self.principal,
            collective=self.collective,
            kinds=tuple(self.kinds),
            start=self.valid.lower or dt.date.min,
            end=self.valid.upper or dt.date.max,
        )
