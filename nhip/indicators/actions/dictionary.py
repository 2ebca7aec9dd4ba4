"""Nạp từ điển: make the tables say what the reference files say. Idempotent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from nhip.core import clock
from nhip.core.canonical import canonical_json, sha256_hex
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.indicators.models import (
    Calendar,
    Dimension,
    Edition,
    Indicator,
    Member,
    Ownership,
    Term,
)
from nhip.indicators.permissions import Permission
from nhip.indicators.rules.disaggregations import canonical, parse
from nhip.indicators.rules.periods import DEFINITIONS
from nhip.organisations.models import Unit

LOADED = "indicators.edition.loaded"

Entry = Mapping[str, Any]


class OwnerNotKnown(Invalid):
    """Cơ quan chủ trì chưa có: load the units before the dictionary."""

    message = _("No unit has the code %(code)s on %(on)s.")


@transaction.atomic
def load_dictionary(*, actor: Actor, files: Sequence[Entry], now: dt.datetime) -> Edition:
    """Nạp từ điển chỉ tiêu: write calendars, dimensions and indicators as the files describe them.

    The same files twice change nothing. An entry that left the files stays, for its figures do.
    Raises OwnerNotKnown.
    """
    latest = Edition.objects.select_for_update().order_by("-pk").first()
    require(actor, Permission.ADMINISTER, None, on=clock.local(now).date())

    sha256 = sha256_hex(canonical_json([DEFINITIONS, *files]))
    if latest is not None and latest.sha256 == sha256:
        return latest

    entries = [entry for file in files for entry in file["indicators"]]
    _write_calendars()
    _write_dimensions([each for file in files for each in file["dimensions"]])
    _write_indicators(entries)
    _write_owners(entries)
    _write_terms(entries)
    edition = Edition.objects.create(sha256=sha256, indicators=len(entries), loaded_at=now)

    record(LOADED, edition, actor=actor, now=now, sha256=sha256, indicators=len(entries))
    return edition


def _write_calendars() -> None:
    Calendar.objects.bulk_create(
        [
            Calendar(
                code=each["code"],
                name=each["name_vi"],
                name_en=each["name_en"],
                definition=each,
            )
            for each in DEFINITIONS
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "definition"],
    )


def _write_dimensions(entries: Sequence[Entry]) -> None:
    Dimension.objects.bulk_create(
        [Dimension(code=e["code"], name=e["name"], name_en=e["name_en"]) for e in entries],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en"],
    )
    rows = dict(Dimension.objects.values_list("code", "pk"))
    Member.objects.bulk_create(
        [
            Member(dimension_id=rows[entry["code"]], position=position, **member)
            for entry in entries
            for position, member in enumerate(entry["members"])
        ],
        update_conflicts=True,
        unique_fields=["dimension", "code"],
        update_fields=["name", "name_en", "position"],
    )


PLAIN = [
    "name", "name_en", "concept", "method", "unit_of_measure", "unit_of_measure_en", "data_type",
    "decimals", "kind", "frequency", "data_source", "legal_basis", "thresholds", "targets",
    "over_place", "over_time", "over_groups", "additivity_reason", "factor",
]  # fmt: skip


def _write_indicators(entries: Sequence[Entry]) -> None:
    Indicator.objects.bulk_create(
        [
            Indicator(
                code=entry["code"],
                valid=_since(entry),
                **{field: entry[field] for field in PLAIN if field in entry},
            )
            for entry in entries
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*PLAIN, "valid"],
    )
    rows, dimensions = _ids(Indicator), _ids(Dimension)
    Indicator.dimensions.through.objects.bulk_create(
        [
            Indicator.dimensions.through(
                indicator_id=rows[entry["code"]], dimension_id=dimensions[code]
            )
            for entry in entries
            for code in entry.get("dimensions", ())
        ],
        ignore_conflicts=True,
    )


def _write_owners(entries: Sequence[Entry]) -> None:
    rows = _ids(Indicator)
    wanted = {entry["code"]: entry for entry in entries}
    held = set(Ownership.objects.values_list("indicator__code", flat=True))
    owners = {code: _owner(code) for code in {tuple(e["owner"]) for e in wanted.values()}}
    Ownership.objects.bulk_create(
        [
            Ownership(
                indicator_id=rows[code],
                unit=owners[tuple(entry["owner"])],
                valid=_since(entry),
            )
            for code, entry in wanted.items()
            if code not in held
        ]
    )


def _owner(named: tuple[str, str]) -> Unit:
    code, on = named
    try:
        return Unit.objects.by_code("qd20", code, on=dt.date.fromisoformat(on))
    except Unit.DoesNotExist:
        raise OwnerNotKnown(code=code, on=on) from None


def _write_terms(entries: Sequence[Entry]) -> None:
    rows = _ids(Indicator)
    Term.objects.bulk_create(
        [
            Term(
                indicator_id=rows[entry["code"]],
                part=part,
                of_id=rows[term["of"]],
                disaggregation=canonical(parse(term.get("disaggregation", ""))),
                coefficient=term.get("coefficient", 1),
            )
            for entry in entries
            for part in Term.Part.values
            for term in entry.get(part, ())
        ],
        update_conflicts=True,
        unique_fields=["indicator", "part", "of", "disaggregation"],
        update_fields=["coefficient"],
    )


def _since(entry: Entry) -> DateRange:
    return DateRange(dt.date.fromisoformat(entry["valid_from"]), None)


def _ids(model: type[Indicator] | type[Dimension]) -> dict[str, int]:
    return dict(model.objects.values_list("code", "pk"))
