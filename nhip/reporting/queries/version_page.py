"""Phiên bản báo cáo trên trang: the figures as signed, and where the version stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from nhip.accounts.models import User
from nhip.accounts.queries import names_of
from nhip.core.clock import local
from nhip.core.refs import ref
from nhip.documents.queries.history import detail_of
from nhip.events.models import Event
from nhip.reporting.models import Intake, Report, ReportVersion
from nhip.reporting.queries.refusals import in_words
from nhip.reporting.queries.sheet import Beside, Sheet, anchor_of, place_of, sheet_of
from nhip.reporting.queries.titles import regime_name, unit_names
from nhip.reporting.queries.wording import answer_text, standing_mark
from nhip.reporting.rules.acceptance import Reason
from nhip.reporting.rules.figures import MISSING
from nhip.reporting.rules.forms import Address
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark

PUT_UP = "reporting.report.put_up"


@dataclass(frozen=True)
class IntakeShown:
    """Nơi tiếp nhận: where the version stands at one agency, and under which arrival."""

    agency: str
    standing: Mark
    received_at: dt.datetime
    decided_at: dt.datetime | None
    reasons: Sequence[str]
    document_id: int
    arrival_number: int | None


@dataclass(frozen=True)
class CellAsked:
    """Ô được hỏi: the cell from which a reader came."""

    anchor: str
    place: str
    text: str


@dataclass(frozen=True)
class VersionPage:
    """Phiên bản báo cáo trên trang."""

    sha256: str
    number: int
    regime: str
    period: str
    unit: str
    form: str
    reason: str
    replaces: str
    replaced_by: str
    created_at: dt.datetime
    prepared_by: str
    sheet: Sheet
    texts: Sequence[tuple[str, str]]
    intakes: Sequence[IntakeShown]
    document_id: int | None
    document_number: str
    report_id: int | None
    cell: CellAsked | None


def visible_version(sha256: str, *, viewer: User, on: dt.date) -> ReportVersion | None:
    """Return the version if their units made it or their agencies received it."""
    mine = Q(reports__in=Report.objects.visible_to(viewer, on=on))
    received = Q(intakes__in=Intake.objects.visible_to(viewer, on=on))
    versions = ReportVersion.objects.filter(mine | received, sha256=sha256).distinct()
    return versions.select_related("regime", "form_version__form", "period").first()


def version_page(version: ReportVersion, *, asked: str, now: dt.datetime) -> VersionPage:
    """Return the version as its page shows it; ``asked`` names the cell a reader came from."""
    form, said, day = version.form, version.report, local(now).date()
    intakes, report = _intakes(version), version.reports.order_by("-round").first()
    names = unit_names([version.unit_id, *(one.agency_id for one in intakes)], on=day)
    document = intakes[0].document if intakes else report.document if report else None
    later = ReportVersion.objects.filter(replaces=version.sha256).first()
    cell = _cell(asked, version)
    return VersionPage(
        sha256=version.sha256,
        number=version.number,
        regime=regime_name(version.regime),
        period=in_language(version.period.label, version.period.label_en),
        unit=names.get(version.unit_id, said.unit.name),
        form=f"{form.code} – {in_language(form.title, form.title_en)}",
        reason=version.reason,
        replaces=version.replaces,
        replaced_by=later.sha256 if later else "",
        created_at=version.created_at,
        prepared_by=_prepared_by(version),
        sheet=sheet_of(form, said.figures, Beside(tones=_asked_tone(asked, version))),
        texts=[
            (in_language(one.heading, one.heading_en), said.narrative.get(one.code, ""))
            for one in form.outline
        ],
        intakes=[_intake(one, names) for one in intakes],
        document_id=document.pk if document else None,
        document_number=document.number if document else "",
        report_id=report.pk if report else None,
        cell=cell,
    )


def _prepared_by(version: ReportVersion) -> str:
    """Return who put the version up first, and for whom; of what was received nobody knows it."""
    reports = [ref(report) for report in version.reports.all()]
    events = Event.objects.filter(
        subject__in=reports, name=PUT_UP, data__version=version.sha256
    ).order_by("id")
    if (event := events.first()) is None:
        return ""
    return ", ".join(filter(None, (names_of([event.actor])[event.actor], detail_of(event.data))))


def _intakes(version: ReportVersion) -> list[Intake]:
    return list(version.intakes.select_related("document").order_by("received_at", "id"))


def _intake(intake: Intake, names: Mapping[int, str]) -> IntakeShown:
    reasons = [
        Reason(one["code"], {key: said for key, said in one.items() if key != "code"})
        for one in intake.reasons
    ]
    return IntakeShown(
        agency=names.get(intake.agency_id, ""),
        standing=standing_mark(intake.standing),
        received_at=intake.received_at,
        decided_at=intake.decided_at,
        reasons=in_words(reasons),
        document_id=intake.document_id,
        arrival_number=intake.document.arrival_number,
    )


def _address(asked: str, version: ReportVersion) -> Address | None:
    row, _sign, column = asked.partition("!")
    address = Address(row, column)
    return address if address in version.form.open else None


def _cell(asked: str, version: ReportVersion) -> CellAsked | None:
    address = _address(asked, version)
    if address is None:
        return None
    form = version.form
    value = version.report.figures.get(address, MISSING)
    text = answer_text(value, address, form)
    return CellAsked(anchor_of(address), place_of(address, form), text)


def _asked_tone(asked: str, version: ReportVersion) -> dict[Address, str]:
    address = _address(asked, version)
    return {address: "asked"} if address else {}
