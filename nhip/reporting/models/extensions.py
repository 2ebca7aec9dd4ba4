"""Đề nghị gia hạn: a unit asks for more time, and who receives its report decides."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.reporting.models.obligations import Obligation


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    """Reads of requests for more time."""

    def open(self) -> "ExtensionRequestQuerySet":
        """Return the requests nobody decided, and whose time has not run out."""
        return self.filter(answer=ExtensionRequest.Answer.NONE)

    def locked(self, pk: int) -> "ExtensionRequest":
        """Fetch one request and hold it until the transaction ends."""
        rows = self.select_for_update(of=("self",))
        return rows.select_related("obligation__regime", "obligation__period").get(pk=pk)

    def run_out(self, *, now: dt.datetime) -> "ExtensionRequestQuerySet":
        """Hold the open requests whose report was due meanwhile."""
        return self.open().filter(expires_at__lte=now).select_for_update(of=("self",))


class ExtensionRequest(models.Model):
    """Đề nghị gia hạn: until when, and why; decided once, or void when the due time comes."""

    class Answer(models.TextChoices):
        NONE = "", _("waits for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")
        EXPIRED = "expired", _("ran out without a decision")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="extension_requests")
    until = models.DateTimeField()
    reason = models.TextField()
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.TextField(choices=Answer.choices, blank=True)
    answer_reason = models.TextField(blank=True)
    granted_until = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=Q(answer=""),
                name="one_request_for_more_time_is_open_at_a_time",
            ),
            models.CheckConstraint(
                name="a_request_for_more_time_says_why", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_decision_on_more_time_says_when",
                condition=Q(answer="") | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="more_time_that_is_granted_says_until_when",
                condition=Q(answer="granted", granted_until__isnull=False)
                | (~Q(answer="granted") & Q(granted_until=None)),
            ),
            models.CheckConstraint(
                name="a_refusal_of_more_time_says_why",
                condition=~Q(answer="refused") | ~Q(answer_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.answer}"
