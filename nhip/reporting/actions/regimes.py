"""Chế độ và biểu mẫu: load what was issued, and activate what may start."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.models import Form, FormVersion, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.beyond import names_nothing
from nhip.reporting.queries.faults import form_fault_in_words
from nhip.reporting.queries.regime_checks import (
    has_a_form,
    objections_to,
    overlaps,
    shared_between_classes,
)
from nhip.reporting.rules.forms import FormIsWrong
from nhip.reporting.rules.regimes import Class, parse_regime
from nhip.reporting.rules.specification import parse_form

LOADED = "reporting.regime.loaded"
ACTIVATED = "reporting.regime.activated"

Json = Mapping[str, Any]


class FormIsInUse(Refused):
    """Biểu mẫu đang dùng: a change needs a new version, bound to the decision that made it."""

    message = _("Version %(version)s of form %(form)s is in use and cannot change in place.")


class FormContradictsItself(Invalid):
    """Biểu mẫu sai."""

    message = _("The form contradicts itself: %(fault)s.")


class NamesNoCellElsewhere(Refused):
    """Không có ô ở biểu mẫu khác: a formula or check reads what no loaded form has."""

    message = _("The form reads cells that no loaded form has: %(cells)s.")


class FormIsNotInForce(Refused):
    """Biểu mẫu chưa có hiệu lực: no version of it is valid while the regime is."""

    message = _("No version of form %(form)s is in force while the regime is.")


class SecretIsRefused(Refused):
    """Báo cáo mật: never stored here."""

    message = _("%(regime)s is secret; secret reports have no place in this system.")


class RegimeMayNotStart(Refused):
    """Chưa đủ điều kiện: ``facts["objections"]`` list every one with its article."""

    message = _("%(regime)s may not start: %(count)d objections, the first under %(article)s.")


class FiguresOfTwoKinds(Refused):
    """Số liệu hành chính và thống kê: not shared without an explicit mapping."""

    message = _("%(regime)s would share with another class of reports, unmapped: %(indicators)s.")


class AlreadyAsked(Refused):
    """Báo cáo trùng: other regimes ask the same of the same reporters; say why to go on."""

    message = _(
        "These units report the same for the same window already: %(regimes)s. "
        "Give a reason to go on."
    )


@transaction.atomic
def load_regimes(
    *, actor: Actor, forms: Sequence[Json], regimes: Sequence[Json], now: dt.datetime
) -> int:
    """Nạp biểu mẫu và chế độ: bring the tables in line with what was issued.

    Returns how many changed; twice is once.
    Raises FormIsInUse, FormContradictsItself, SecretIsRefused.
    """
    require(actor, Permission.ADMINISTER, None, on=local(now).date())

    changed = [_load_form(form) for form in forms]
    changed += [_load_regime(regime, actor=actor, now=now) for regime in regimes]
    return sum(changed)


@transaction.atomic
def activate_regime(
    *, actor: Actor, regime_id: int, now: dt.datetime, overlap_reason: str = ""
) -> Regime:
    """Kích hoạt chế độ báo cáo. Doing it twice changes nothing.

    Raises RegimeMayNotStart, FormIsNotInForce, NamesNoCellElsewhere, FiguresOfTwoKinds,
    AlreadyAsked.
    """
    regime = Regime.objects.select_for_update(of=("self",)).select_related("form").get(pk=regime_id)
    today = local(now).date()
    require(actor, *regime.right_to_design, on=today)

    if regime.status == Regime.Status.ACTIVE:
        return regime
    _check_law(regime, today)
    _check_form(regime)
    _check_classes(regime)
    _check_overlap(regime, overlap_reason)

    regime.status, regime.activated_at = Regime.Status.ACTIVE, now
    regime.overlap_reason = overlap_reason
    regime.save(update_fields=["status", "activated_at", "overlap_reason"])
    regime.form.versions.filter(activated_at=None).update(activated_at=now)

    record(ACTIVATED, regime, actor=actor, now=now, reason=overlap_reason)
    return regime


def _load_form(json: Json) -> bool:
    try:
        parse_form(json["code"], json["version"], json["specification"])
    except FormIsWrong as error:
        raise FormContradictsItself(fault=form_fault_in_words(error).rstrip(".")) from error
    form, _new = Form.objects.update_or_create(
        code=json["code"],
        defaults={"title": json["title"], "title_en": json.get("title_en", "")},
    )
    wanted = _form_fields(json)
    held = FormVersion.objects.filter(form=form, version=json["version"]).first()
    if held is None:
        FormVersion.objects.create(form=form, version=json["version"], **wanted)
        return True
    changes = {name: value for name, value in wanted.items() if getattr(held, name) != value}
    if held.activated_at is not None:
        _check_only_english(held, changes)
        return False
    FormVersion.objects.filter(pk=held.pk).update(**wanted)
    return bool(changes)


def _check_only_english(held: FormVersion, changes: Json) -> None:
    """Let a form in use stand when only words in English came; they wait for its next version."""
    for name, value in changes.items():
        if _without_english(value) != _without_english(getattr(held, name)):
            raise FormIsInUse(form=held.form.code, version=held.version)


def _without_english(value: Any) -> Any:
    """Return what a decision set, without the words in English, which add no meaning to it."""
    if isinstance(value, Mapping):
        return {key: _without_english(one) for key, one in value.items() if not key.endswith("_en")}
    return [_without_english(one) for one in value] if isinstance(value, list) else value


def _form_fields(json: Json) -> dict[str, Any]:
    return {
        "decision_number": json["decision"]["number"],
        "decision_date": dt.date.fromisoformat(json["decision"]["date"]),
        "decision_issuer": json["decision"]["issuer"],
        "valid": _range(json),
        "specification": json["specification"],
        "note": json.get("note", ""),
    }


def _load_regime(json: Json, *, actor: Actor, now: dt.datetime) -> bool:
    rule = parse_regime(json)
    if rule.regime_class is Class.SECRET:
        raise SecretIsRefused(regime=rule.name)
    regime, is_new = Regime.objects.get_or_create(code=rule.code, defaults=regime_fields(json))
    if not is_new and regime.description == json:
        return False
    Regime.objects.filter(pk=regime.pk).update(**regime_fields(json))
    record(LOADED, regime, actor=actor, now=now)
    return True


def regime_fields(json: Json) -> dict[str, Any]:
    """Return the columns of a regime whose issuer describes it so."""
    return {
        "name": json["name"],
        "name_en": json.get("name_en", ""),
        "regime_class": json["class"],
        "kind": json["kind"],
        "calendar": json.get("calendar", ""),
        "cut": json.get("cut", ""),
        "form": Form.objects.get(code=json["data_form"]),
        "valid": _range(json),
        "description": dict(json),
        "is_published": bool(json.get("public", False)),
    }


def _range(json: Json) -> DateRange:
    until = json.get("valid_to")
    return DateRange(
        dt.date.fromisoformat(json["valid_from"]), dt.date.fromisoformat(until) if until else None
    )


def _check_law(regime: Regime, today: dt.date) -> None:
    found = objections_to(regime, today)
    if found:
        raise RegimeMayNotStart(
            regime=regime.name,
            count=len(found),
            article=found[0].article,
            objections=[asdict(one) for one in found],
        )


def _check_classes(regime: Regime) -> None:
    if shared := shared_between_classes(regime):
        raise FiguresOfTwoKinds(regime=regime.name, indicators=", ".join(shared))


def _check_form(regime: Regime) -> None:
    if not has_a_form(regime):
        raise FormIsNotInForce(form=regime.form.code)
    cells = [
        cell
        for version in regime.form.versions.filter(activated_at=None)
        for cell in names_nothing(version.rule)
    ]
    if cells:
        raise NamesNoCellElsewhere(cells=", ".join(cells))


def _check_overlap(regime: Regime, reason: str) -> None:
    same = overlaps(regime)
    if same and not reason.strip():
        said = [f"{one.regime.name} → {one.recipients} ({one.names})" for one in same]
        raise AlreadyAsked(regimes="; ".join(said))
