"""Lần nạp số liệu: what a program sent under a key, and the answer it has now and again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.files.models import StoredFile


class FeedRunQuerySet(models.QuerySet["FeedRun"]):
    """Reads of feeds."""

    def visible_to(self, user: User) -> "FeedRunQuerySet":
        """Return what this person or program fed."""
        return self.filter(user=user)


class FeedRun(models.Model):
    """Lần nạp: small ones are answered at once, large ones by a job whose ``done`` rows grow.

    ``sha256`` is that of the body and of everything asked with it: the same key with another one
    is refused.
    """

    class Kind(models.TextChoices):
        OBSERVATIONS = "observations", _("figures of a published series")
        SUBMISSIONS = "submissions", _("cells of reports")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind.choices)
    key = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    asked = models.JSONField(default=dict)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    answer = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = FeedRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~Q(key=""), name="a_key_is_used_for_one_feed"
            ),
            models.CheckConstraint(
                name="a_finished_feed_has_its_time",
                condition=Q(state="waiting", finished_at=None)
                | ~Q(state="waiting") & Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key or self.sha256[:12]}"
