"""Số đến: one run of arrival numbers per agency and calendar year, on paper or not."""

from django.db import models

from nhip.organisations.models import Unit


class ArrivalSeriesQuerySet(models.QuerySet["ArrivalSeries"]):
    """Reads of arrival series."""

    def held(self, agency_id: int, year: int) -> "ArrivalSeries":
        """Fetch the series, opened now for the year's first arrival, and hold it to the end."""
        self.bulk_create([ArrivalSeries(agency_id=agency_id, year=year)], ignore_conflicts=True)
        return self.select_for_update().get(agency_id=agency_id, year=year)


class ArrivalSeries(models.Model):
    """Dãy số đến: the next arrival number of an agency in a year."""

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)

    objects = ArrivalSeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"], name="one_arrival_series_per_agency_and_year"
            ),
            models.CheckConstraint(
                name="arrivals_are_counted_from_one",
                condition=models.Q(next_number__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}: {self.next_number}"
