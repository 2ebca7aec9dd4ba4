"""Nguồn của số liệu: which report, version and day a filled figure came from, and its proof."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nhip.core.clock import local
from nhip.indicators.models import Observation
from nhip.reporting.models import Cell, ReportVersion
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.queries.wording import source_text
from nhip.reporting.rules.forms import Address
from nhip.ui.queries import in_language

_OBSERVATION = re.compile(r"observation:(\d+)")
_VERSION = re.compile(r"version:([0-9a-f]{64})!(.+)")


@dataclass(frozen=True)
class Origin:
    """Nguồn: in few words, in full, the version and cell that prove it, and if it still stands."""

    text: str
    full: str
    sha256: str = ""
    cell: str = ""
    stands: bool = True


def origins_of(cells: Iterable[Cell]) -> dict[Address, Origin]:
    """Return where the figures of cells came from that nobody typed, in two statements."""
    sourced = [cell for cell in cells if cell.origin != Cell.Origin.TYPED]
    rows = _observations(sourced)
    versions = _versions(sourced, rows.values())
    return {cell.address: _origin(cell, rows, versions) for cell in sourced}


def _observations(cells: Iterable[Cell]) -> dict[int, Observation]:
    named = (_OBSERVATION.fullmatch(cell.source) for cell in cells)
    keys = {int(found[1]) for found in named if found}
    rows = Observation.objects.filter(pk__in=keys).select_related("delivery", "indicator")
    return {row.pk: row for row in rows} if keys else {}


def _versions(cells: Iterable[Cell], rows: Iterable[Observation]) -> dict[str, ReportVersion]:
    named = (_VERSION.fullmatch(cell.source) for cell in cells)
    hashes = {found[1] for found in named if found}
    hashes |= {sha256 for row in rows if (sha256 := row.delivery.version_sha256)}
    found = ReportVersion.objects.filter(sha256__in=hashes).defer("payload")
    related = found.select_related("regime", "period", "form_version__form")
    return {one.sha256: one for one in related} if hashes else {}


def _origin(
    cell: Cell, rows: Mapping[int, Observation], versions: Mapping[str, ReportVersion]
) -> Origin:
    if found := _OBSERVATION.fullmatch(cell.source):
        row = rows.get(int(found[1]))
        version = versions.get(row.delivery.version_sha256 or "") if row else None
        if row is not None and version is not None:
            return _reported(row, version)
    if (found := _VERSION.fullmatch(cell.source)) and found[1] in versions:
        return _of_version(versions[found[1]], found[2])
    said = source_text(cell.origin, cell.source)
    return Origin(said, said)


def _reported(row: Observation, version: ReportVersion) -> Origin:
    """Return the report that was accepted with a figure."""
    full = _("%(report)s, version %(number)s, accepted on %(date)s") % {
        "report": _named(version),
        "number": version.number,
        "date": f"{local(row.accepted_at):%d/%m/%Y}",
    }
    cell = next(
        (
            str(address)
            for address, b in version.form_version.rule.bindings.items()
            if (b.indicator, b.disaggregation, b.measure)
            == (row.indicator.code, row.disaggregation, row.measure)
        ),
        "",
    )
    stands = row.superseded_at is None
    return Origin(_short(version), full, version.sha256, cell, stands)


def _of_version(version: ReportVersion, cell: str) -> Origin:
    """Return the unit's own report that was sent or accepted earlier."""
    full = _("%(report)s, version %(number)s, made on %(date)s") % {
        "report": _named(version),
        "number": version.number,
        "date": f"{local(version.created_at):%d/%m/%Y}",
    }
    return Origin(_short(version), full, version.sha256, cell)


def _short(version: ReportVersion) -> str:
    return _("from %(report)s") % {"report": _named(version)}


def _named(version: ReportVersion) -> str:
    period = in_language(version.period.label, version.period.label_en)
    return f"{regime_name(version.regime)} – {period}"
