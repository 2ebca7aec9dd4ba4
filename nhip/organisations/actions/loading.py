"""Nạp đơn vị: bring units in line with the reference tables. Idempotent."""

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nhip.core import clock
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.organisations.actions import bulk, surroundings
from nhip.organisations.models import Edition, Unit
from nhip.organisations.permissions import Permission
from nhip.organisations.rules.coding import codes
from nhip.organisations.rules.lineage import doubts
from nhip.organisations.rules.maps import maps
from nhip.organisations.rules.network import network
from nhip.organisations.rules.successions import successions
from nhip.organisations.rules.tables import Tables

LOADED = "organisations.edition.loaded"
LOADING = 0x756E6974  # the advisory lock under which one process at a time loads


class TablesAreDoubtful(Invalid):
    """Bảng có nghi vấn: ``findings`` list all that a person has to settle before loading."""

    message = _("The tables of units are in doubt at %(count)d places, the first is %(first)s.")


@transaction.atomic
def load_units(*, actor: Actor, tables: Tables, now: dt.datetime) -> Edition:
    """Nạp đơn vị: write what the tables say, and remove what they no longer say.

    Rows that people wrote by hand stay. The same tables twice change nothing.
    Raises TablesAreDoubtful.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
    require(actor, Permission.ADMINISTER, None, on=clock.local(now).date())

    if findings := list(doubts(tables)):
        raise TablesAreDoubtful(count=len(findings), first=str(findings[0]), findings=findings)

    changed = write(tables)
    latest = Edition.objects.order_by("-pk").first()
    if latest is not None and changed == bulk.Changed():
        return latest
    edition = Edition.objects.create(
        loaded_at=now,
        units=Unit.objects.exclude(key=None).count(),
        rows_added=changed.added,
        rows_removed=changed.removed,
    )

    record(
        LOADED,
        edition,
        actor=actor,
        now=now,
        units=edition.units,
        rows_added=changed.added,
        rows_removed=changed.removed,
    )
    return edition


def write(tables: Tables) -> bulk.Changed:
    """Write whatever differs from the tables; return how much that was."""
    known = maps(tables)
    units = network(tables, known)
    surroundings.write_sources(tables)
    surroundings.write_reorganisations(tables)
    changed = (
        bulk.write_units(units.units)
        + bulk.write_attributes(units, codes(tables, known))
        + bulk.write_lineage(successions(tables, known))
        + surroundings.write_horizons(tables)
    )
    if changed != bulk.Changed():
        bulk.count_anew()
    return changed
