"""Phạm vi đã biết: where the tables come from, and for which days they are complete."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce


class Source(models.Model):
    """Nguồn: a table from which rows were loaded, and the day it speaks of."""

    key = models.TextField(unique=True)
    title = models.TextField()
    as_of = models.DateField()

    def __str__(self) -> str:
        return f"{self.title} ({self.as_of:%d/%m/%Y})"


class HorizonQuerySet(models.QuerySet["Horizon"]):
    """Reads of what the tables know."""

    def reach(self, subject: str, *, on: dt.date, within: list[int]) -> bool:
        """Tell whether the list of a subject is complete on a day, in one of these territories.

        A subject without any horizon is taken as its rows stand: somebody wrote them by hand.
        """
        known = self.filter(subject=subject)
        if not known.exists():
            return True
        somewhere = models.Q(territory=None) | models.Q(territory__in=within)
        return known.filter(somewhere, days__contains=on).exists()


class Horizon(models.Model):
    """Giới hạn của bảng: the days on which all of a subject is listed, there and nowhere else.

    The subject is a kind of unit or a scheme of codes; no territory means the whole country.
    A day outside is *not known*: what the tables lack there may well have existed.
    """

    subject = models.TextField()
    territory = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    days = DateRangeField()
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")

    objects = HorizonQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_horizon_is_drawn_once",
                expressions=[
                    ("subject", RangeOperators.EQUAL),
                    (Coalesce("territory", models.Value(0)), RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.days}"
