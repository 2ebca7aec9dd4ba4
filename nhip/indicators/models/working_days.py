"""Lịch nghỉ của một năm: the days off and swapped days that an office entered, with its text."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class WorkingYear(models.Model):
    """Lịch nghỉ của năm: what one notice decreed. Append-only: the newest entry of a year holds."""

    year = models.IntegerField()
    days_off = ArrayField(models.DateField())
    swapped_in = ArrayField(models.DateField())
    citation = models.TextField()
    actor = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="a_working_year_cites_its_text", condition=~Q(citation="")),
        ]
        indexes = [models.Index(fields=["year", "-id"], name="working_years_by_year")]

    def __str__(self) -> str:
        return str(self.year)
