"""Bảng đối chiếu: from which rows and columns of one form version those of a later one go on."""

from django.db import models
from django.db.models import F, Q

from nhip.reporting.models.regimes import FormVersion
from nhip.reporting.rules import crosswalk


class Crosswalk(models.Model):
    """Bảng đối chiếu. A row or column that is not named begins anew in the newer version."""

    older = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    newer = models.OneToOneField(FormVersion, models.PROTECT, related_name="crosswalk")
    rows = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    drawn_by = models.TextField()
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_crosswalk_leads_to_another_version", condition=~Q(older=F("newer"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.older_id} → {self.newer_id}"

    @property
    def rule(self) -> crosswalk.Crosswalk:
        """Return what carries figures over."""
        return crosswalk.Crosswalk.read(self.rows, self.columns)
