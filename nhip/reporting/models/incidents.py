"""Sự cố: when the system was down, so that nobody is late because of it."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.organisations.models import Unit


class Incident(models.Model):
    """Sự cố: an outage with its reference, whom it hit, and by when they may enter late."""

    class Effect(models.TextChoices):
        MOVE = "move", _("deadlines are moved")
        MARK = "mark", _("late entry is marked")

    reference = models.TextField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    outage = DateTimeRangeField()
    enter_by = models.DateTimeField()
    effect = models.TextField(choices=Effect.choices)
    reason = models.TextField()
    actor = models.TextField()
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="an_incident_has_a_reference_and_a_reason",
                condition=~Q(reference="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="an_outage_has_a_beginning_and_an_end",
                condition=Q(outage__isempty=False, outage__lower_inf=False)
                & Q(outage__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
