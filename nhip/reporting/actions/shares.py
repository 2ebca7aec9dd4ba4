"""Giao phần việc: several people or departments fill in one report, each their part."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.models import Report, Share
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.colleagues import colleagues
from nhip.reporting.queries.shares import departments
from nhip.reporting.rules.parts import parts_of

SHARED = "reporting.report.part_given"


class NoSuchPart(Invalid):
    """Không có phần này: the form has no such top row or group of columns."""

    message = _("The form has no such part.")


class NoSuchHolder(Invalid):
    """Không giao được: a part is given to who works on the report, or to a department below."""

    message = _("A part is given to a person who works on the report, or to a department below.")


@dataclass(frozen=True)
class Holder:
    """Người nhận phần: a person or a department; neither takes the part back for all."""

    person_id: int | None = None
    department_id: int | None = None


@transaction.atomic
def give_part(
    *, actor: Actor, report_id: int, part: str, holder: Holder, now: dt.datetime
) -> Report:
    """Giao phần: from now on, in this report and the unit's later ones, others only read it.

    Whoever fills in reports of the unit may give a part, also to themselves; it stands in the log.
    The same again changes nothing. Raises NoSuchPart, NoSuchHolder.
    """
    report = Report.objects.locked(report_id)
    obligation, day = report.obligation, local(now).date()
    require(actor, Permission.ENTER, obligation.unit_id, on=day)

    if part not in {one.name for one in parts_of(report.form_version.rule)}:
        raise NoSuchPart
    _prove(holder, obligation.unit_id, on=day)

    held = Share.objects.of(obligation).filter(part=part)
    stands = held.values_list("person", "department").first() or (None, None)
    if stands == (holder.person_id, holder.department_id):
        return report
    held.delete()
    if holder != Holder():
        Share.objects.create(
            regime=obligation.regime,
            unit=obligation.unit,
            part=part,
            person_id=holder.person_id,
            department_id=holder.department_id,
            given_by=actor.ref,
            given_at=now,
        )

    facts = {"person": holder.person_id, "department": holder.department_id}
    record(SHARED, report, actor=actor, now=now, part=part, **facts)
    return report


def _prove(holder: Holder, unit_id: int, *, on: dt.date) -> None:
    if holder.person_id is not None and holder.department_id is not None:
        raise NoSuchHolder
    people = colleagues(unit_id, on=on)
    if holder.person_id is not None and not people.filter(pk=holder.person_id).exists():
        raise NoSuchHolder
    below = dict(departments(unit_id, on=on)) if holder.department_id is not None else {}
    if holder.department_id is not None and holder.department_id not in below:
        raise NoSuchHolder
