"""Màn hình lớn: the screens on a wall, each with the boards that it may show and no others."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models

from nhip.organisations.models import Unit


class KioskQuerySet(models.QuerySet["Kiosk"]):
    """Reads of screens."""

    def in_force(self, *, now: dt.datetime) -> "KioskQuerySet":
        """Return the screens whose address opens now: in time, and not closed."""
        return self.filter(closed_at=None, valid__contains=now)

    def locked(self, pk: int) -> "Kiosk":
        """Fetch one screen and hold it until the transaction ends."""
        return self.select_for_update().get(pk=pk)


class Kiosk(models.Model):
    """Màn hình: an address that shows some boards of an agency; only its token's hash is kept."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.TextField()
    regimes = ArrayField(models.TextField())
    digest = models.CharField(max_length=64, unique=True)
    valid = DateTimeRangeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = KioskQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="a_kiosk_ends",
                condition=models.Q(
                    valid__isempty=False, valid__lower_inf=False, valid__upper_inf=False
                ),
            ),
            models.CheckConstraint(name="a_kiosk_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="a_kiosk_has_boards", condition=~models.Q(regimes=[])),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.name}"
