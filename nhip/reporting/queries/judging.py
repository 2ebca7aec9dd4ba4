"""Thẩm tra báo cáo đến: what the paper says of itself, beside what our own tables say of it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhip.core.clock import local
from nhip.documents.models import Document
from nhip.documents.rules.page import NUMBER, PERSON, SEAL
from nhip.documents.rules.signatures import said_number
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.periods import span as span_of
from nhip.organisations.models import Unit
from nhip.organisations.rules.knowledge import NotKnown
from nhip.reporting.models import FormVersion, Intake, Obligation, Regime
from nhip.reporting.models.obligations import ObligationQuerySet
from nhip.reporting.models.versions import IntakeQuerySet
from nhip.reporting.queries.figures import sheets_of
from nhip.reporting.queries.rosters import UnitsHaveNoCode, unit_rosters
from nhip.reporting.rules.acceptance import (
    Evidence,
    Expected,
    Holder,
    Reason,
    content_reasons,
    figure_reasons,
    identity_reasons,
)
from nhip.reporting.rules.checking import find, find_in_print
from nhip.reporting.rules.forms import Form
from nhip.reporting.rules.report_json import (
    NotAReport,
    Report,
    form_followed,
    form_named_in,
    hash_of,
    read_report,
)
from nhip.reporting.rules.rosters import rosters_of
from nhip.reporting.rules.states import IN_TOTALS, Standing
from nhip.signing.rules.verdicts import Reason as Fault
from nhip.signing.rules.verdicts import Verdict

CODES = ("qd20", "qcvn102")


@dataclass(frozen=True)
class Identified:
    """Báo cáo đã nhận ra: the embedded report, and the rows its codes and keys stand for."""

    payload: bytes
    report: Report
    regime: Regime
    form_version: FormVersion
    unit: Unit
    span: Span

    @property
    def form(self) -> Form:
        """Return the form with the rows the report has, as it was sent."""
        return form_followed(self.payload, self.form_version.rule)


@dataclass(frozen=True)
class Judgement:
    """Kết quả thẩm tra: what speaks against the paper, and what against the report in it."""

    identity: list[Reason]
    content: list[Reason]


def identify(payload: bytes, *, on: dt.date) -> Identified | list[Reason]:
    """Return the report in the bytes with its rows, or every reason why there is none."""
    try:
        code, version = form_named_in(payload)
        form_version = FormVersion.objects.named(code, version)
        report = read_report(payload, form_version.rule)
    except NotAReport as error:
        return [Reason("not-a-report", {"fault": error.code, "found": error.detail})]
    except FormVersion.DoesNotExist:
        return [Reason("unknown-form", {"found": f"{code} {version}"})]
    regime = Regime.objects.filter(code=report.regime.code).select_related("form").first()
    unit, span = _unit(report.unit.code, on), _span(report.period.key)
    if regime is None or unit is None or span is None:
        facts = (
            ("unknown-regime", regime, report.regime.code),
            ("unknown-unit", unit, report.unit.code),
            ("unknown-period", span, report.period.key),
        )
        return [Reason(name, {"found": found}) for name, row, found in facts if row is None]
    return Identified(payload, report, regime, form_version, unit, span)


def is_addressed(regime: Regime, document: Document, *, on: dt.date) -> bool:
    """Tell whether the regime names the agency that got the document among those who receive."""
    own = set(document.agency.codes.filter(valid__contains=on).values_list("scheme", "value"))
    return any((to["scheme"], to["code"]) in own for to in regime.recipients)


def evidence_of(document: Document, verdict: Verdict) -> Evidence:
    """Return what envelope, register and signatures say of a received document."""
    said, person = said_number(verdict), verdict.role(PERSON)
    assert document.message is not None
    return Evidence(
        sender=document.message.sender,
        author=document.author_code,
        number=document.number,
        issued_on=document.issued_on,
        said_number=said.number if said else "",
        said_date=said.date if said else None,
        signer=document.signer_name,
        said_signer=person.signer if person else None,
        holders={
            role: Holder(one.holder_code, one.signer)
            for role in (NUMBER, SEAL)
            if (one := verdict.role(role)) is not None
        },
        faults=tuple(_faults(verdict)),
    )


def judge(identified: Identified, evidence: Evidence, document: Document) -> Judgement:
    """Return everything that speaks against a received report."""
    received = list(_received(identified, document))
    if (first := _arrived_before(identified, document, received)) is not None:
        return Judgement([Reason("already-here", {"found": first})], [])
    expected = _expected(identified, day_of(document), received)
    report, form = identified.report, identified.form
    sheets = sheets_of(
        form,
        report.figures,
        regime=identified.regime,
        unit_id=identified.unit.pk,
        span=identified.span,
    )
    findings = [*find(form, sheets), *find_in_print(form, report.figures, report.narrative)]
    return Judgement(
        identity=identity_reasons(report, evidence, expected),
        content=[
            *content_reasons(report, expected),
            *_roster_reasons(identified),
            *figure_reasons(findings),
        ],
    )


def day_of(document: Document) -> dt.date:
    """Return the day whose codes and names a received document speaks of: that of its number."""
    assert document.arrived_at is not None
    return document.issued_on or local(document.arrived_at).date()


def owed(identified: Identified) -> ObligationQuerySet:
    """Return the obligation a received report answers, if its unit owes one."""
    return Obligation.objects.filter(
        regime=identified.regime, unit=identified.unit, period__key=identified.span.key
    )


def _roster_reasons(identified: Identified) -> Iterator[Reason]:
    """Nhập thay: a unit speaks only for the units below it that day, and for all of those."""
    rule, day = identified.form_version.rule, identified.span.last_date
    try:
        due = unit_rosters(rule, unit_id=identified.unit.pk, on=day)
    except (NotKnown, UnitsHaveNoCode) as unknown:
        yield Reason("units-are-not-known", {"found": str(unknown)})
        return
    said = rosters_of(identified.form)
    for template, lines in due.items():
        below, named = ({one.key for one in each} for each in (lines, said[template]))
        if strangers := named - below:
            yield Reason("units-are-not-below", {"found": ", ".join(sorted(strangers))})
        if missing := below - named:
            yield Reason("units-are-left-out", {"found": ", ".join(sorted(missing))})


def _expected(identified: Identified, on: dt.date, received: Sequence[Intake]) -> Expected:
    unit, regime, version = identified.unit, identified.regime, identified.form_version
    span = identified.span
    codes = unit.codes.filter(scheme__in=CODES, valid__contains=on)
    current, number, replaceable = _standing(received)
    return Expected(
        agency_codes=frozenset(codes.values_list("value", flat=True)),
        agency_names=frozenset({unit.official_name_on(on)}),
        regime_is_active=regime.status == Regime.Status.ACTIVE and span.first_date in regime.valid,
        form_is_in_force=version.form_id == regime.form_id and version.is_in_use(span.last_date),
        is_owed=owed(identified).counted().exists(),
        window=(span.starts_at, span.ends_at),
        current_sha256=current,
        current_number=number,
        replaceable=replaceable,
    )


def _standing(received: Sequence[Intake]) -> tuple[str | None, int, frozenset[str]]:
    """Return the version that counts at the agency, its number, and what a correction may name."""
    stands = [
        (intake.version.number, intake.version.sha256, Standing(intake.standing))
        for intake in received
    ]
    counted = [(number, sha256) for number, sha256, at in stands if at in IN_TOTALS]
    if not counted:
        return None, 0, frozenset()
    number, current = max(counted)
    tried = {sha256 for later, sha256, at in stands if later > number and at is Standing.RETURNED}
    return current, number, frozenset({current, *tried})


def _received(identified: Identified, document: Document) -> IntakeQuerySet:
    """Return what the agency has received of the same report."""
    return Intake.objects.filter(
        version__regime=identified.regime,
        version__unit=identified.unit,
        version__period__key=identified.span.key,
        agency=document.agency_id,
    ).select_related("version", "document")


def _arrived_before(
    identified: Identified, document: Document, received: Sequence[Intake]
) -> str | None:
    """Return under which arrival number the same version is here already, if it is.

    Under another number it is no second report, and one that was returned stays returned.
    """
    sha256 = hash_of(identified.payload)
    for intake in received:
        if intake.version.sha256 == sha256 and intake.document_id != document.pk:
            return str(intake.document.arrival_number)
    return None


def _faults(verdict: Verdict) -> Iterator[Reason]:
    """Yield what is wrong with the signatures: what is missing, then each one's own faults."""
    for role in (PERSON, NUMBER, SEAL):
        if verdict.role(role) is None:
            yield Reason("signature", {"role": role, "fault": "missing"})
    said = set()
    for one in verdict.signatures:
        for fault in one.reasons:
            said.add(fault)
            if fault is not Fault.TIME_IS_CLAIMED:
                yield Reason("signature", {"role": one.role, "fault": fault.value})
    for fault in verdict.reasons:
        if fault not in said:
            yield Reason("signature", {"role": "", "fault": fault.value})


def _unit(code: str, on: dt.date) -> Unit | None:
    try:
        return Unit.objects.by_code("qd20", code, on=on)
    except (Unit.DoesNotExist, NotKnown):
        return None


def _span(key: str) -> Span | None:
    try:
        return span_of(key)
    except NoSuchPeriod:
        return None
