"""Kiêm nhiệm: agencies so small that one person prepares reports and keeps the seal."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from nhip.organisations.models import Unit


class CombinedDuties(models.Model):
    """Kiêm nhiệm văn thư: from one day to another, who prepares may also seal, for a reason."""

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.TextField()
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="combined_duties_have_a_reason", condition=~models.Q(reason="")
            ),
            models.CheckConstraint(
                name="combined_duties_end",
                condition=models.Q(valid__upper_inf=False, valid__isempty=False),
            ),
            ExclusionConstraint(
                name="duties_are_combined_once_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.valid}"
