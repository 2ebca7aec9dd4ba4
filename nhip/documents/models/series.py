"""Dãy số: one run of numbers per agency, calendar year and group, on paper or not."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nhip.organisations.models import Unit

ADMINISTRATIVE = "administrative"


class SeriesQuerySet(models.QuerySet["Series"]):
    """Reads of number series."""

    def held(self, agency_id: int, year: int, group: str) -> "Series":
        """Fetch the series, opened now if it is the year's first number, and hold it to the end.

        The row lock is what keeps the series free of gaps: a number that was
        taken in a transaction that failed was never taken.
        """
        self.bulk_create(
            [Series(agency_id=agency_id, year=year, group=group)], ignore_conflicts=True
        )
        return self.select_for_update().get(agency_id=agency_id, year=year, group=group)


class Series(models.Model):
    """Dãy số: the next number an agency will give in a year and a group of documents."""

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    group = models.TextField(default=ADMINISTRATIVE)
    opened_at_number = models.PositiveIntegerField(default=1)
    next_number = models.PositiveIntegerField(default=1)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "group"],
                name="one_series_per_agency_year_and_group",
            ),
            models.CheckConstraint(
                name="a_series_never_runs_back",
                condition=Q(opened_at_number__gte=1, next_number__gte=F("opened_at_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year} {self.group}: {self.next_number}"


class TakenNumber(models.Model):
    """Số đã lấy: one number of a series and what became of it."""

    class Use(models.TextChoices):
        DOCUMENT = "document", _("Electronic document")
        PAPER = "paper", _("Paper document")
        VOID = "void", _("Voided")

    series = models.ForeignKey(Series, models.PROTECT, related_name="taken")
    number = models.PositiveIntegerField()
    use = models.TextField(choices=Use.choices)
    reason = models.TextField(blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="a_number_is_taken_once"),
            models.CheckConstraint(
                name="a_number_without_an_electronic_document_says_why",
                condition=Q(use="document") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.use}"
