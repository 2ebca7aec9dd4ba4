"""Gói tin: what the agencies of this node send and receive, and its parts."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.exchange.permissions import Permission
from nhip.exchange.rules import headers
from nhip.exchange.rules.letters import Letter, Status
from nhip.files.models import StoredFile
from nhip.organisations.models import Code


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user: User, *, on: dt.date) -> "MessageQuerySet":
        """Return the messages of agencies this person sees the axis of. Pages start here."""
        codes = Code.objects.filter(scheme="qd20", unit__in=scope(user, Permission.VIEW, on=on))
        ours = codes.values("value")
        return self.filter(
            Q(direction=Message.Direction.OUT, sender__in=ours)
            | Q(direction=Message.Direction.IN, recipient__in=ours)
        )

    def locked(self, pk: int) -> "Message":
        """Fetch one message and hold it until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def outgoing(self) -> "MessageQuerySet":
        """Return what the agencies of this node send."""
        return self.filter(direction=Message.Direction.OUT)

    def incoming(self) -> "MessageQuerySet":
        """Return what came to the agencies of this node."""
        return self.filter(direction=Message.Direction.IN)

    def documents(self) -> "MessageQuerySet":
        """Return the messages that carry a document, not a status."""
        return self.filter(kind=Message.Kind.DOCUMENT)

    def waiting_for(self, recipient: str) -> "MessageQuerySet":
        """Return what has not left for an agency yet: urgent first, then in order."""
        return (
            self.outgoing()
            .filter(recipient=recipient, state__in=Message.WAITING)
            .order_by("-priority", "pk")
        )

    def dead(self) -> "MessageQuerySet":
        """Return the outgoing messages that will not arrive unless somebody sees to them."""
        return self.outgoing().filter(state__in=Message.DEAD).order_by("pk")

    def to_ask_about(self, *, sent: dt.datetime, asked: dt.datetime) -> "MessageQuerySet":
        """Return what nobody answered since it left and the hub was not asked about lately."""
        lately = Q(asked_at__isnull=True) | Q(asked_at__lte=asked)
        return self.unanswered(since=sent).filter(lately).exclude(hub_id="")

    def unanswered(self, *, since: dt.datetime) -> "MessageQuerySet":
        """Return the documents that left before a moment and of which no agency said anything."""
        return (
            self.outgoing()
            .documents()
            .filter(standing="", state=Message.State.SENT, sent_at__lte=since)
            .order_by("pk")
        )


class Message(models.Model):
    """Gói tin: one letter or status from one agency to one other; written once, never altered."""

    class Direction(models.TextChoices):
        OUT = "out", _("Outgoing message")
        IN = "in", _("Incoming message")

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        STATUS = "status", _("Status")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        UNKNOWN = "unknown", _("Sent, not known whether it arrived")
        SENT = "sent", _("Taken by the hub")
        RECEIVED = "received", _("Taken in")
        UNMATCHED = "unmatched", _("Taken in, about no document known here")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Expired")

    WAITING = (State.QUEUED, State.UNKNOWN)
    DEAD = (State.REFUSED, State.EXPIRED)

    direction = models.TextField(choices=Direction.choices)
    kind = models.TextField(choices=Kind.choices)
    message_id = models.UUIDField()
    sender = models.TextField()
    recipient = models.TextField()
    document_id = models.TextField(blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    header = models.JSONField()
    unread = models.JSONField(default=list)
    trace = models.JSONField(default=list)
    code = models.TextField(blank=True)
    standing = models.TextField(blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="statuses")
    digests_match = models.BooleanField(null=True)

    state = models.TextField(choices=State.choices)
    envelope = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_column="envelope_sha256"
    )
    digest = models.CharField(max_length=64, blank=True)
    hub_id = models.TextField(blank=True)
    failure = models.TextField(blank=True)
    queued_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "sender", "message_id"],
                name="a_message_of_a_sender_exists_once",
            ),
            models.CheckConstraint(
                name="a_state_fits_the_direction",
                condition=Q(
                    direction="out", state__in=["queued", "unknown", "sent", "refused", "expired"]
                )
                | Q(direction="in", state__in=["received", "unmatched", "refused"]),
            ),
            models.CheckConstraint(
                name="an_outgoing_message_says_when_it_was_queued_and_ends",
                condition=Q(direction="in") | Q(queued_at__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_incoming_message_is_kept_as_it_came",
                condition=Q(direction="out")
                | Q(received_at__isnull=False, envelope__isnull=False) & ~Q(digest=""),
            ),
            models.CheckConstraint(
                name="a_sent_message_says_when_and_what",
                condition=~Q(state="sent") | Q(sent_at__isnull=False, envelope__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_status_says_a_code_and_answers",
                condition=Q(kind="status", standing="") & ~Q(code="")
                | Q(kind="document", code="", answers__isnull=True),
            ),
            models.CheckConstraint(
                name="a_refused_message_says_why", condition=~Q(state="refused") | ~Q(failure="")
            ),
        ]
        indexes = [
            models.Index(fields=["document_id"], name="exchange_by_document"),
            models.Index(
                fields=["recipient", "-priority", "id"],
                condition=Q(state__in=["queued", "unknown"]),
                name="exchange_outbox",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["refused", "expired", "unmatched"]),
                name="exchange_dead_letters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient} {self.code or self.document_id}"

    @property
    def letter(self) -> Letter:
        """Return the letter this message carries."""
        return headers.to_letter(self.header)

    @property
    def status(self) -> Status:
        """Return the status this message carries."""
        return headers.to_status(self.header)


class Part(models.Model):
    """Phần của gói tin: one attachment, as sent or as it arrived. Append-only."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    content_id = models.TextField()
    name = models.TextField()
    media_type = models.TextField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_column="file_sha256")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "content_id"], name="a_message_has_a_part_once"
            ),
            models.UniqueConstraint(
                fields=["message", "position"], name="parts_of_a_message_have_an_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
