"""Đối tác: the agencies at the other end of the axis, and what their logs have told us."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.exchange.models.message import Message
from nhip.organisations.models import Unit


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Reads of partners."""

    def in_force(self, moment: dt.datetime) -> "PartnerQuerySet":
        """Return the entries that hold at a moment."""
        return self.filter(valid__contains=moment)

    def of(self, code: str) -> "PartnerQuerySet":
        """Return the entries of an agency, newest first."""
        return self.filter(code=code).order_by("-valid")


class Partner(models.Model):
    """Đối tác: how an agency is reached and recognised, from one moment to another."""

    class Scheme(models.TextChoices):
        QD20 = "qd20", _("Code of Decision 20/2020")
        QCVN102 = "qcvn102", _("13-character code of QCVN 102:2016")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.TextField()
    certificate = models.BinaryField()
    certificate_sha256 = models.CharField(max_length=64)
    node_url = models.TextField()
    scheme = models.TextField(choices=Scheme.choices, default=Scheme.QD20)
    valid = DateTimeRangeField()
    distrusted_at = models.DateTimeField(null=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="an_agency_has_one_entry_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="a_node_is_reached_over_http", condition=Q(node_url__regex=r"^https?://[^/]")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.node_url}"


class NeighbourSeal(models.Model):
    """Niêm phong của láng giềng: how far an agency's log had come, by its receipt. Append-only."""

    neighbour = models.TextField()
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    said_in = models.ForeignKey(Message, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighbour", "position", "hash"], name="a_seal_of_a_neighbour_is_noted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.neighbour} {self.position} {self.hash[:12]}"
