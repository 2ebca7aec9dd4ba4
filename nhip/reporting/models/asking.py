"""Yêu cầu báo cáo đột xuất: who asked whom for what, why, and for which request from above."""

import datetime as dt

from django.db import models
from django.db.models import Q

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.organisations.models import Unit
from nhip.reporting.models.obligations import Obligation
from nhip.reporting.models.regimes import Regime
from nhip.reporting.permissions import Permission


class AdHocRequestQuerySet(models.QuerySet["AdHocRequest"]):
    """Reads of requests."""

    def visible_to(self, user: User, *, on: dt.date) -> "AdHocRequestQuerySet":
        """Return the requests of agencies for which this person may ask. Pages start here."""
        return self.filter(agency__in=scope(user, Permission.REQUEST, on=on))


class AdHocRequest(models.Model):
    """Yêu cầu báo cáo đột xuất: one regime of one request; ``parent`` is what it helps to answer.

    Append-only: a wrong request is answered by excluding units, or by another request.
    """

    regime = models.OneToOneField(Regime, models.PROTECT, related_name="request")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    parent = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="asked_below")
    reason = models.TextField()
    asked_by = models.TextField()
    asked_at = models.DateTimeField()

    objects = AdHocRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent"], name="what_is_owed_is_asked_below_by_one_request"
            ),
            models.CheckConstraint(name="a_request_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.agency_id}"
