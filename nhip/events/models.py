"""Nhật ký: events and the seals behind them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Model

from nhip.core.refs import key_of, ref
from nhip.events.rules import Entry


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the log."""

    def about(self, subject: Model) -> "EventQuerySet":
        """Return the history of one thing, oldest first."""
        return self.filter(subject=ref(subject)).order_by("id")

    def unsealed(self) -> "EventQuerySet":
        """Return every committed event that has no seal yet, whatever its number."""
        return self.filter(seal__isnull=True).order_by("id")


class Event(models.Model):
    """Sự kiện: something that happened, who did it, to what, and when."""

    name = models.TextField()
    subject = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    trace = models.CharField(max_length=32, blank=True, db_default="")  # joins it to the logs

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="events_by_subject"),
            models.Index(fields=["name", "id"], name="events_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"

    @property
    def subject_key(self) -> str:
        """Return the primary key of the subject, as text."""
        return key_of(self.subject)

    @property
    def subject_id(self) -> int:
        """Return the primary key of the subject, as the number it is for most tables."""
        return int(self.subject_key)

    @property
    def entry(self) -> Entry:
        """Return what a seal covers."""
        return Entry(self.pk, self.name, self.subject, self.actor, self.at, self.data)


class Seal(models.Model):
    """Niêm phong: the place of one event in the chain of hashes. Append-only."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.DO_NOTHING, related_name="seal", db_constraint=False)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seals_are_counted_from_one", condition=models.Q(position__gte=1)
            ),
            models.UniqueConstraint(fields=["previous_hash"], name="a_chain_never_forks"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class SealHead(models.Model):
    """Đầu chuỗi có dấu thời gian: the newest seal at a moment, with its RFC 3161 token."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    token = models.BinaryField()
    stamped_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position} {self.stamped_at:%Y-%m-%d %H:%M}"
