"""Lời trên bảng số liệu: freshness, source and coverage in words."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nhip.command_centre.rules import Freshness
from nhip.indicators.queries import Seen
from nhip.indicators.rules.facts import Vintage
from nhip.ui.rules import Mark, Tone

_TOTALS: Final[dict[Freshness, tuple[Tone, Promise]]] = {
    Freshness.FRESH: (Tone.DONE, gettext_lazy("complete")),
    Freshness.ON_ITS_WAY: (Tone.SOON, gettext_lazy("still coming in")),
    Freshness.LATE: (Tone.LATE, gettext_lazy("incomplete after the due time")),
    Freshness.STALE: (Tone.STALE, gettext_lazy("superseded since")),
    Freshness.NEVER: (Tone.STALE, gettext_lazy("no figures yet")),
}
_SUPPLIES: Final[dict[Freshness, tuple[Tone, Promise]]] = {
    Freshness.FRESH: (Tone.DONE, gettext_lazy("up to date")),
    Freshness.ON_ITS_WAY: (Tone.SOON, gettext_lazy("still coming in")),
    Freshness.LATE: (Tone.LATE, gettext_lazy("the newest is late")),
    Freshness.STALE: (Tone.SOON, gettext_lazy("the newest is here, earlier ones are missing")),
    Freshness.NEVER: (Tone.STALE, gettext_lazy("nothing supplied yet")),
}
_VINTAGES: Final[dict[str, Promise]] = {
    Vintage.ESTIMATE: gettext_lazy("estimate"),
    Vintage.PRELIMINARY: gettext_lazy("preliminary"),
    Vintage.OFFICIAL: gettext_lazy("official"),
}


def total_mark(freshness: Freshness) -> Mark:
    """Return how far a total has come."""
    tone, word = _TOTALS[freshness]
    return Mark(tone, str(word))


def supply_mark(freshness: Freshness) -> Mark:
    """Return how well an agency supplies."""
    tone, word = _SUPPLIES[freshness]
    return Mark(tone, str(word))


def vintage_text(vintage: str) -> str:
    """Return how final a figure is."""
    return str(_VINTAGES.get(vintage, vintage))


def sources_mark(versions: Sequence[str], sources: Sequence[str]) -> Mark:
    """Return what a total stands on; only what was signed shows the sign of a signature."""
    signed = ngettext("%(count)d signed report", "%(count)d signed reports", len(versions))
    signed %= {"count": len(versions)}
    imported = _("imported: %(sources)s") % {"sources": "; ".join(map(dated, sources))}
    if versions and sources:
        return Mark(Tone.PLAIN, f"{signed}; {imported}")
    if sources:
        return Mark(Tone.PLAIN, imported)
    return Mark(Tone.DONE, signed) if versions else Mark(Tone.STALE, _("no source"))


def source_mark(seen: Seen) -> Mark:
    """Return where one figure came from."""
    if seen.version is not None:
        return Mark(Tone.DONE, _("signed report"))
    day = f"{seen.source_date:%d/%m/%Y}" if seen.source_date else ""
    return Mark(
        Tone.PLAIN, _("imported: %(source)s, %(day)s") % {"source": seen.source, "day": day}
    )


def dated(source: str) -> str:
    """Return a source with its date written as here: ``GSO, 2016-06-30`` ends in ``30/06/2016``."""
    name, _comma, day = source.rpartition(", ")
    try:
        return f"{name}, {dt.date.fromisoformat(day):%d/%m/%Y}"
    except ValueError:
        return source
