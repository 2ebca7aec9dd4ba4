"""Nhắc hạn: which step of the ladder was taken for which report, and which letters told of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.organisations.models import Unit
from nhip.reporting.models.obligations import Obligation
from nhip.reporting.rules.reminding import Audience


class Notice(models.Model):
    """Lời nhắc: people of a unit were reminded of a report, once per step and due time."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="notices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step = models.TextField()
    audience = models.TextField(choices=[(one.value, one.value) for one in Audience])
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "step", "due_at"],
                name="a_step_is_taken_once_per_report_and_due_time",
            ),
        ]
        indexes = [models.Index(fields=["unit", "audience"], name="notices_by_unit")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.step}"


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Reads of letters."""

    def waiting(self, user_id: int) -> "MailingQuerySet":
        """Hold the letters that wait for one person until the transaction ends."""
        held = self.select_for_update(of=("self",), skip_locked=True)
        return held.filter(user=user_id, state=Mailing.State.QUEUED).order_by("pk")


class Mailing(models.Model):
    """Thư nhắc: one notice to one person by e-mail; it is claimed before it is sent, so once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waits")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the mail server")
        UNKNOWN = "unknown", _("not known whether it was sent")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="mailings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    claimed_at = models.DateTimeField(null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "user"], name="a_person_is_written_to_once_per_notice"
            ),
            models.CheckConstraint(
                name="a_letter_is_claimed_before_it_is_sent",
                condition=Q(state="queued", claimed_at=None)
                | (~Q(state="queued") & Q(claimed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(state="queued"), name="letters_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.user_id}"


class ReminderChoice(models.Model):
    """Lựa chọn nhận nhắc: whether a person wants letters; what is shown in the work stays."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    by_mail = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
