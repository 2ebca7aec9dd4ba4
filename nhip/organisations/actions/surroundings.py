"""Nguồn, giới hạn, đợt sắp xếp: the few rows around the units, which say how far to trust them."""

import datetime as dt

from psycopg.types.range import DateRange

from nhip.organisations.actions.bulk import Changed
from nhip.organisations.models import Horizon, Reorganisation, Source, Unit
from nhip.organisations.rules.spans import read_span
from nhip.organisations.rules.tables import FILES, Tables


def write_sources(tables: Tables) -> None:
    """Keep where each table comes from."""
    Source.objects.bulk_create(
        [
            Source(key=key, title=each["source"], as_of=_day(each["source_date"]))
            for key, each in tables.sources.items()
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title", "as_of"],
    )


def write_reorganisations(tables: Tables) -> None:
    """Keep the dated batches to which successions belong."""
    source = Source.objects.filter(key=FILES["successions"]).first()
    Reorganisation.objects.bulk_create(
        [
            Reorganisation(
                key=row["key"],
                title=row["title"],
                legal_basis=row["legal_basis"],
                effective_on=_day(row["effective"]),
                source=source,
            )
            for row in tables.reorganisations
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title", "legal_basis", "effective_on", "source"],
    )


def write_horizons(tables: Tables) -> Changed:
    """Let the horizons be those of the tables, and those written by hand."""
    sources = dict(Source.objects.values_list("key", "pk"))
    territories = {row["territory"] for row in tables.horizons}
    units = dict(Unit.objects.filter(key__in=territories).values_list("key", "pk"))
    wanted = {
        (
            row["subject"],
            units[row["territory"]] if row["territory"] else None,
            DateRange(*_ends(row["since"], row["until"])),
            sources[row["source"]],
        )
        for row in tables.horizons
    }
    held = {
        (each.subject, each.territory_id, each.days, each.source_id): each.pk
        for each in Horizon.objects.exclude(source=None)
    }
    gone = [pk for horizon, pk in held.items() if horizon not in wanted]
    Horizon.objects.filter(pk__in=gone).delete()
    fresh = [
        Horizon(subject=subject, territory_id=territory, days=days, source_id=source)
        for subject, territory, days, source in wanted - held.keys()
    ]
    Horizon.objects.bulk_create(fresh)
    return Changed(len(fresh), len(gone))


def _ends(since: str, until: str) -> tuple[dt.date | None, dt.date | None]:
    span = read_span(since, until)
    return span.since, span.until


def _day(cell: str) -> dt.date:
    return dt.date.fromisoformat(cell)
