"""Trục: what the hub has taken over and passes on."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.files.models import StoredFile


class RelayQuerySet(models.QuerySet["Relay"]):
    """Reads of what the hub carries."""

    def locked(self, pk: int) -> "Relay":
        """Fetch one relay and hold it until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def waiting(self) -> "RelayQuerySet":
        """Return what has not reached its agency yet: urgent first, then in order."""
        return self.filter(state=Relay.State.WAITING).order_by("-priority", "pk")

    def waiting_for(self, recipient: str) -> "RelayQuerySet":
        """Return what has not reached an agency yet: urgent first, then in order."""
        return self.waiting().filter(recipient=recipient)

    def overdue(self, moment: dt.datetime) -> "RelayQuerySet":
        """Return what waits longer than the hub keeps it."""
        return self.filter(state=Relay.State.WAITING, expires_at__lte=moment)


class Relay(models.Model):
    """Gói tin trên trục: one envelope the hub answers for, until its receiver has it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the receiver")
        DELIVERED = "delivered", _("Delivered")
        REFUSED = "refused", _("Refused by the receiver")
        EXPIRED = "expired", _("Expired")

    DEAD = (State.REFUSED, State.EXPIRED)

    hub_id = models.UUIDField(unique=True)
    sender = models.TextField()
    recipient = models.TextField()
    message_id = models.UUIDField()
    document_id = models.TextField(blank=True)
    kind = models.TextField()
    priority = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    envelope = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", db_column="envelope_sha256"
    )
    state = models.TextField(choices=State.choices, default=State.WAITING)
    failure = models.TextField(blank=True)
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    objects = RelayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "message_id"], name="the_hub_takes_a_message_once"
            ),
            models.CheckConstraint(
                name="a_delivered_relay_says_when",
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_relay_that_ended_badly_says_why",
                condition=~Q(state__in=["refused", "expired"]) | ~Q(failure=""),
            ),
            models.CheckConstraint(
                name="a_relay_expires_after_it_came",
                condition=Q(expires_at__gt=models.F("received_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-priority", "id"],
                condition=Q(state="waiting"),
                name="exchange_hub_queue",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["refused", "expired"]),
                name="exchange_hub_dead_letters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient} {self.hub_id}"
