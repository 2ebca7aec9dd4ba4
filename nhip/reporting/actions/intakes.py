"""Tiếp nhận: keep what was received, and accept, return, synthesise or close it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid
from nhip.core.web import Actor, require, system
from nhip.documents.actions import accept_incoming, return_incoming
from nhip.documents.models import Document
from nhip.events.actions import record
from nhip.indicators.actions import store, withdraw
from nhip.indicators.rules.facts import Fact, Reported
from nhip.reporting.actions.arrows import decide, next_standing
from nhip.reporting.models import FormVersion, Intake, Regime, ReportVersion
from nhip.reporting.models.versions import IntakeQuerySet
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.prefill import period_key
from nhip.reporting.queries.refusals import in_a_letter
from nhip.reporting.queries.rosters import units_of_rows
from nhip.reporting.rules.acceptance import Reason
from nhip.reporting.rules.figures import MISSING
from nhip.reporting.rules.report_json import Report as ReportJson
from nhip.reporting.rules.report_json import hash_of
from nhip.reporting.rules.states import IN_TOTALS, Decision, Standing

RECEIVED = "reporting.intake.received"
REFUSED = "reporting.intake.refused"
ACCEPTED_IN_WORDS = "Đã tiếp nhận số liệu báo cáo."


class ReturnedWithoutReason(Invalid):
    """Trả lại phải nêu lý do."""

    message = _("A received report is returned with a reason.")


@dataclass(frozen=True)
class Arrival:
    """Báo cáo vừa đến: the embedded bytes, and the rows its codes and keys stand for."""

    document_id: int
    agency_id: int
    payload: bytes
    report: ReportJson
    regime: Regime
    form_version: FormVersion
    unit_id: int
    period_id: int


@transaction.atomic
def receive(*, actor: Actor, arrival: Arrival, now: dt.datetime) -> Intake:
    """Nhận báo cáo: keep the version and say that it is here. Twice is once."""
    require(actor, Permission.ACCEPT, arrival.agency_id, on=local(now).date())
    version = _version(arrival, now)

    standing = Standing.RECEIVED if arrival.report.version == 1 else Standing.RECEIVED_AGAIN
    intake, is_new = Intake.objects.get_or_create(
        version=version,
        agency_id=arrival.agency_id,
        defaults={
            "document_id": arrival.document_id,
            "standing": standing,
            "received_at": now,
        },
    )

    if is_new:
        record(RECEIVED, intake, actor=actor, now=now, version=version.sha256)
    return intake


@transaction.atomic
def accept(*, actor: Actor, intake_id: int, now: dt.datetime) -> Intake:
    """Duyệt: count the figures, let what is replaced cease to count, and tell the sender.

    Raises NotFromHere.
    """
    intake = Intake.objects.locked(intake_id)
    require(actor, Permission.ACCEPT, intake.agency_id, on=local(now).date())

    standing = next_standing(intake, Decision.ACCEPT)

    _count(intake.version, now=now)
    _replace_former(intake, actor=actor, now=now)
    decide(intake, standing, actor=actor, now=now)
    accept_incoming(
        actor=actor, document_id=intake.document_id, description=ACCEPTED_IN_WORDS, now=now
    )
    return intake


@transaction.atomic
def return_between_levels(
    *, actor: Actor, intake_id: int, reasons: Sequence[Reason], now: dt.datetime
) -> Intake:
    """Yêu cầu chỉnh lý: return a report with its reasons; its figures leave all totals at once.

    The sender reads the reasons in Vietnamese (status 02).

    Raises NotFromHere, ReturnedWithoutReason.
    """
    intake = Intake.objects.locked(intake_id)
    require(actor, Permission.ACCEPT, intake.agency_id, on=local(now).date())

    standing = next_standing(intake, Decision.RETURN)
    if not reasons:
        raise ReturnedWithoutReason

    if intake.standing in IN_TOTALS and not _counts_elsewhere(intake):
        withdraw(actor=system("reporting"), version_sha256=intake.version.sha256, now=now)
    decide(intake, standing, actor=actor, now=now, reasons=[one.as_json() for one in reasons])
    return_incoming(
        actor=actor, document_id=intake.document_id, reason=in_a_letter(reasons), now=now
    )
    return intake


@transaction.atomic
def refuse(
    *, actor: Actor, document_id: int, reasons: Sequence[Reason], now: dt.datetime
) -> Document:
    """Từ chối tiếp nhận: return a paper that is not what it says it is; no report of it is kept.

    Twice is once. Raises ReturnedWithoutReason.
    """
    document = Document.objects.locked(document_id)
    require(actor, Permission.ACCEPT, document.agency_id, on=local(now).date())

    if document.state == Document.State.RETURNED:
        return document
    if not reasons:
        raise ReturnedWithoutReason

    document = return_incoming(
        actor=actor, document_id=document_id, reason=in_a_letter(reasons), now=now
    )

    given = [one.as_json() for one in reasons]
    record(REFUSED, document, actor=actor, now=now, reasons=given)
    return document


@transaction.atomic
def synthesise(*, actor: Actor, intake_id: int, now: dt.datetime) -> Intake:
    """Tổng hợp: say that the figures went into the agency's own report. Raises NotFromHere."""
    return _simply(Decision.SYNTHESISE, actor, intake_id, now)


@transaction.atomic
def close(*, actor: Actor, intake_id: int, now: dt.datetime) -> Intake:
    """Hoàn thành: after this only a new version says otherwise. Raises NotFromHere."""
    return _simply(Decision.CLOSE, actor, intake_id, now)


def facts(version: ReportVersion) -> Iterator[Fact]:
    """Yield what a version says in the indicators' own terms; a missing figure says nothing.

    A row that speaks of a unit below is that unit's figure, as its superior reports it.
    """
    form, period = version.form, version.period
    units = units_of_rows(form, on=period.span.last_date)
    for address, binding in form.bindings.items():
        value = version.report.figures.get(address, MISSING)
        if binding.indicator is not None and not value.is_missing:
            yield Fact(
                indicator=binding.indicator,
                unit_id=units.get(address.row, version.unit_id),
                period=period_key(period.key, binding.calendar),
                disaggregation=binding.disaggregation,
                measure=binding.measure,
                state=value.state,
                value=value.number,
            )


def _simply(decision: Decision, actor: Actor, intake_id: int, now: dt.datetime) -> Intake:
    intake = Intake.objects.locked(intake_id)
    require(actor, Permission.ACCEPT, intake.agency_id, on=local(now).date())

    standing = next_standing(intake, decision)

    decide(intake, standing, actor=actor, now=now)
    return intake


def _version(arrival: Arrival, now: dt.datetime) -> ReportVersion:
    report = arrival.report
    version, _new = ReportVersion.objects.get_or_create(
        sha256=hash_of(arrival.payload),
        defaults={
            "origin": ReportVersion.Origin.RECEIVED,
            "regime": arrival.regime,
            "form_version": arrival.form_version,
            "unit_id": arrival.unit_id,
            "period_id": arrival.period_id,
            "number": report.version,
            "payload": arrival.payload.decode(),
            "replaces": report.replaces or "",
            "reason": report.reason or "",
            "created_at": now,
        },
    )
    version.report = report
    return version


def _replace_former(intake: Intake, *, actor: Actor, now: dt.datetime) -> None:
    """Let the version that counted at this agency until now be replaced."""
    for former in _former(intake.version).filter(agency=intake.agency_id):
        decide(former, next_standing(former, Decision.REPLACE), actor=actor, now=now)


def _count(version: ReportVersion, *, now: dt.datetime) -> None:
    """Store the figures in the place of those that counted on this node, unless newer ones do.

    Agencies of one node share the figures: the first to accept brings them, and one that
    comes late to an older version does not bring it back.
    """
    if _same_report(version).filter(version__number__gt=version.number).exists():
        return
    former = _former(version).order_by("-version__number").first()
    replaces = former.version.sha256 if former is not None else version.replaces or None
    source = Reported(version.sha256, replaces)
    store(actor=system("reporting"), rows=facts(version), source=source, now=now)


def _counts_elsewhere(intake: Intake) -> bool:
    """Tell whether another agency of this node has accepted the same version."""
    others = Intake.objects.in_totals().filter(version=intake.version)
    return others.exclude(pk=intake.pk).exists()


def _former(version: ReportVersion) -> IntakeQuerySet:
    """Return the earlier versions of the same report that count, at any agency of this node."""
    earlier = _same_report(version).filter(version__number__lt=version.number)
    return earlier.select_for_update(of=("self",)).select_related("version")


def _same_report(version: ReportVersion) -> IntakeQuerySet:
    return Intake.objects.in_totals().filter(
        version__regime=version.regime_id,
        version__unit=version.unit_id,
        version__period=version.period_id,
    )
