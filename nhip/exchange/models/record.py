"""Lần gửi và lần từ chối: every try to hand over an envelope, and every envelope not let in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.exchange.models.hub import Relay
from nhip.exchange.models.message import Message


class Attempt(models.Model):
    """Lần gửi: one try to hand an envelope over, and what came of it. Append-only."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        UNREACHED = "unreached", _("No connection")
        NO_ANSWER = "no_answer", _("No answer in time")
        OUT = "out", _("The other side is out of order")
        REFUSED = "refused", _("Refused")

    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="attempts")
    relay = models.ForeignKey(Relay, models.PROTECT, null=True, related_name="attempts")
    outcome = models.TextField(choices=Outcome.choices)
    http_status = models.PositiveSmallIntegerField(null=True)
    detail = models.TextField(blank=True)
    retry_after = models.PositiveIntegerField(null=True)  # seconds, when the other side said so
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_attempt_is_of_a_message_or_of_a_relay",
                condition=Q(message__isnull=False, relay__isnull=True)
                | Q(message__isnull=True, relay__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"


class Refusal(models.Model):
    """Lần từ chối: an envelope that was not let in, whose it claimed to be, why. Append-only."""

    class Door(models.TextChoices):
        HUB = "hub", _("Hub")
        INBOX = "inbox", _("Inbox")

    door = models.TextField(choices=Door.choices)
    claimed_sender = models.TextField(blank=True)
    claimed_recipient = models.TextField(blank=True)
    claimed_message = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    code = models.TextField()
    detail = models.TextField(blank=True)
    http_status = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="exchange_newest_refusals")]

    def __str__(self) -> str:
        return f"{self.door} {self.code} {self.claimed_sender}"
