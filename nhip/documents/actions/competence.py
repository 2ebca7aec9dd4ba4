"""Giao quyền ký: say who may sign for an agency."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.documents.models import SigningCompetence
from nhip.documents.permissions import Permission
from nhip.documents.rules.competence import Competence, Form, may_be_handed_on
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record

GIVEN = "documents.competence.given"
ENDED = "documents.competence.ended"


class AuthorityIsNotHandedOn(Refused):
    """Không được ủy quyền lại: who signs by authority may not authorise another."""

    message = _("Authority to sign may not be handed on (Decree 30/2020, art. 13).")


class AuthorityNeedsBasisAndEnd(Invalid):
    """Ủy quyền thiếu căn cứ hoặc thời hạn: it is given in writing and for a limited time."""

    message = _("Authority to sign needs a written basis, a giver and an end.")


@dataclass(frozen=True)
class Appointment:
    """Giao quyền ký: whom, for which agency, what, and on what basis."""

    user_id: int
    agency_id: int
    competence: Competence
    basis: str = ""
    given_by_id: int | None = None


@transaction.atomic
def give_competence(
    *, actor: Actor, appointment: Appointment, now: dt.datetime
) -> SigningCompetence:
    """Giao quyền ký. Raises AuthorityIsNotHandedOn, AuthorityNeedsBasisAndEnd."""
    giver = _giver(appointment)
    require(actor, Permission.NUMBER, appointment.agency_id, on=day_of(now))

    if giver is not None and not may_be_handed_on(Form(giver.form)):
        raise AuthorityIsNotHandedOn
    rule = appointment.competence
    limited = appointment.basis and giver is not None and rule.end != dt.date.max
    if rule.form is Form.AUTHORISED and not limited:
        raise AuthorityNeedsBasisAndEnd

    given = SigningCompetence.objects.create(
        user_id=appointment.user_id,
        agency_id=appointment.agency_id,
        form=rule.form,
        position=rule.position,
        principal=rule.principal,
        collective=rule.collective,
        kinds=list(rule.kinds),
        basis=appointment.basis,
        given_by=giver,
        valid=_range(rule.start, rule.end),
    )

    record(GIVEN, given, actor=actor, now=now, user=appointment.user_id, form=rule.form)
    return given


@transaction.atomic
def end_competence(
    *, actor: Actor, competence_id: int, on: dt.date, now: dt.datetime
) -> SigningCompetence:
    """Chấm dứt quyền ký: from that day on the person may not sign."""
    ended = SigningCompetence.objects.select_for_update().get(pk=competence_id)
    require(actor, Permission.NUMBER, ended.agency_id, on=day_of(now))

    ended.valid = DateRange(ended.valid.lower, on)
    ended.save(update_fields=["valid"])

    record(ENDED, ended, actor=actor, now=now, on=on.isoformat())
    return ended


def _giver(appointment: Appointment) -> SigningCompetence | None:
    if appointment.given_by_id is None:
        return None
    return SigningCompetence.objects.get(pk=appointment.given_by_id)


def _range(start: dt.date, end: dt.date) -> DateRange:
    return DateRange(None if start == dt.date.min else start, None if end == dt.date.max else end)
