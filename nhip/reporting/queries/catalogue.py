"""Danh mục: what there is to report, on which form, and what one's own units owe."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from nhip.accounts.models import User
from nhip.core.clock import local
from nhip.organisations.models import Code
from nhip.reporting.models import Form, FormVersion, Obligation, Regime, Report
from nhip.reporting.queries.titles import unit_names

MOST = 1_000


@dataclass(frozen=True)
class FormNamed:
    """Biểu mẫu: a form by its code, and the version in force."""

    code: str
    version: str


@dataclass(frozen=True)
class RegimeSeen:
    """Chế độ báo cáo: what is reported, on which form, by which calendar, and to whom."""

    code: str
    name: str
    name_en: str
    regime_class: str
    kind: str
    calendar: str
    cut: str
    form: FormNamed
    recipients: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class UnitNamed:
    """Đơn vị: an agency code of Decision 20/2020 and the name borne today."""

    code: str
    name: str


@dataclass(frozen=True)
class ObligationSeen:
    """Nghĩa vụ báo cáo: what one unit owes, by when, and the report that was begun for it."""

    id: int
    regime: str
    form: FormNamed
    unit: UnitNamed
    period: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    label: str
    due_at: dt.datetime
    report: int | None
    stage: str


@dataclass(frozen=True)
class Decision:
    """Quyết định ban hành: which document set the form."""

    number: str
    date: dt.date
    issuer: str


@dataclass(frozen=True)
class FormSeen:
    """Biểu mẫu: one version with its whole specification."""

    code: str
    version: str
    title: str
    title_en: str
    decision: Decision
    valid_from: dt.date
    valid_to: dt.date | None
    specification: Mapping[str, Any]


def regimes(*, on: dt.date) -> list[RegimeSeen]:
    """Return the regimes in use on a day."""
    active = list(Regime.objects.active(on=on).select_related("form"))
    versions = FormVersion.objects.filter(form__regimes__in=active, valid__contains=on)
    in_force = dict(versions.values_list("form_id", "version"))
    return [
        RegimeSeen(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            regime_class=one.regime_class,
            kind=one.kind,
            calendar=one.calendar,
            cut=one.cut,
            form=FormNamed(one.form.code, in_force.get(one.form_id, "")),
            recipients=one.recipients,
        )
        for one in active
    ]


def form_seen(version: FormVersion) -> FormSeen:
    """Return a form version as systems read it."""
    return FormSeen(
        code=version.form.code,
        version=version.version,
        title=version.form.title,
        title_en=version.form.title_en,
        decision=Decision(version.decision_number, version.decision_date, version.decision_issuer),
        valid_from=version.valid.lower,
        valid_to=version.valid.upper,
        specification=version.specification,
    )


def obligations(
    *, viewer: User, now: dt.datetime, regime: str = "", period: str = ""
) -> list[ObligationSeen]:
    """Return what units of this reader owe, first due first; of one regime or period if named."""
    on = local(now).date()
    newest = Report.objects.filter(obligation=OuterRef("pk")).order_by("-round")
    named = {"regime__code": regime, "period__key": period}
    rows = (
        Obligation.objects.counted()
        .visible_to(viewer, on=on)
        .filter(**{field: code for field, code in named.items() if code})
        .annotate(
            newest_id=Subquery(newest.values("pk")[:1]),
            newest_stage=Subquery(newest.values("stage")[:1]),
            newest_form=Subquery(newest.values("form_version__version")[:1]),
        )
        .select_related("regime__form", "period__calendar")
        .order_by(F("due_now_at"), "pk")
    )
    found = list(rows[:MOST])
    units = _units({one.unit_id for one in found}, on=on)
    versions = _versions([one.regime.form for one in found])
    return [_seen(one, units[one.unit_id], versions) for one in found]


def _seen(one: Any, unit: UnitNamed, versions: Sequence[FormVersion]) -> ObligationSeen:
    day, form = one.period.span.last_date, one.regime.form
    in_force = (v.version for v in versions if v.form_id == form.pk and day in v.valid)
    return ObligationSeen(
        id=one.pk,
        regime=one.regime.code,
        form=FormNamed(form.code, one.newest_form or next(in_force, "")),
        unit=unit,
        period=one.period.key,
        starts_at=one.period.window.lower,
        ends_at=one.period.window.upper,
        label=one.period.label,
        due_at=one.due_now_at,
        report=one.newest_id,
        stage=one.newest_stage or "",
    )


def _versions(forms: Sequence[Form]) -> list[FormVersion]:
    return list(FormVersion.objects.filter(form__in=forms).defer("specification"))


def _units(keys: set[int], *, on: dt.date) -> dict[int, UnitNamed]:
    codes = Code.objects.filter(scheme="qd20", unit__in=keys, valid__contains=on)
    coded, named = dict(codes.values_list("unit_id", "value")), unit_names(keys, on=on)
    return {key: UnitNamed(coded.get(key, ""), named.get(key, "")) for key in keys}
