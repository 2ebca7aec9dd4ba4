"""Bảng đối chiếu: propose what a new form version goes on from; its designer puts it right."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.models import Crosswalk, FormVersion
from nhip.reporting.queries.crosswalks import former_of
from nhip.reporting.rules.crosswalk import Crosswalk as Way
from nhip.reporting.rules.crosswalk import propose, unknown

DRAWN = "reporting.crosswalk.drawn"


class NothingCameBefore(Refused):
    """Phiên bản đầu tiên: there is no earlier version to go on from."""

    message = _("This is the first version of the form; it goes on from none.")


class CrosswalkNamesNothing(Invalid):
    """Bảng đối chiếu sai: it names what its versions do not have."""

    message = _("Neither version has these rows or columns: %(codes)s.")


@transaction.atomic
def draw_crosswalk(*, actor: Actor, version_id: int, way: Way, now: dt.datetime) -> Crosswalk:
    """Sửa bảng đối chiếu: say what each row and column of a version goes on from.

    Raises NothingCameBefore, CrosswalkNamesNothing.
    """
    newer = (
        FormVersion.objects.select_for_update(of=("self",))
        .select_related("form")
        .get(pk=version_id)
    )
    require(actor, *newer.right_to_design, on=local(now).date())

    older = former_of(newer)
    if older is None:
        raise NothingCameBefore
    if codes := unknown(way, older.rule, newer.rule):
        raise CrosswalkNamesNothing(codes=", ".join(sorted(codes)))

    drawn = _write(older, newer, way, actor, now)

    record(DRAWN, newer, actor=actor, now=now, rows=drawn.rows, columns=drawn.columns)
    return drawn


def propose_crosswalk(*, newer: FormVersion, actor: Actor, now: dt.datetime) -> Crosswalk | None:
    """Đề xuất bảng đối chiếu of a version that has just come into force, as far as it is sure."""
    older = former_of(newer)
    if older is None:
        return None
    return _write(older, newer, propose(older.rule, newer.rule).sure, actor, now)


def _write(
    older: FormVersion, newer: FormVersion, way: Way, actor: Actor, now: dt.datetime
) -> Crosswalk:
    said = {
        "older": older,
        "rows": {new: list(old) for new, old in way.rows.items() if old},
        "columns": {new: list(old) for new, old in way.columns.items() if old},
        "drawn_by": actor.ref,
        "drawn_at": now,
    }
    drawn, _new = Crosswalk.objects.update_or_create(newer=newer, defaults=said)
    return drawn
