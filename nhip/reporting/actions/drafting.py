"""Dựng biểu mẫu: start a draft, change it, settle its doubts, bring it into force by a decision."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import local
from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.events.actions import record
from nhip.reporting.actions.crosswalks import propose_crosswalk
from nhip.reporting.actions.entry import SomebodyElseSaved
from nhip.reporting.actions.regimes import FormContradictsItself
from nhip.reporting.models import Form, FormDraft, FormVersion
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.faults import form_fault_in_words
from nhip.reporting.rules.drafting import Doubt
from nhip.reporting.rules.forms import FormIsWrong
from nhip.reporting.rules.specification import parse_form

DRAFTED = "reporting.form.drafted"
CHANGED = "reporting.form.changed"
SETTLED = "reporting.form.settled"
DISCARDED = "reporting.form.discarded"
IN_FORCE = "reporting.form.in_force"

Json = Mapping[str, Any]


class FormNeedsACode(Invalid):
    """Thiếu mã biểu."""

    message = _("Give the form the code its decision prints, such as II.06/VPCP/KSTT.")


class DraftIsClosed(Refused):
    """Bản dựng đã kết thúc: it is in force or given up."""

    message = _("This draft is in force or given up; start a new one.")


class DoubtsAreOpen(Refused):
    """Còn điểm cần xem lại."""

    message = _("%(count)d doubts are not settled yet; look at each, then settle it.")


class CellsMeanNothing(Refused):
    """Ô chưa gắn chỉ tiêu: their figures could never be added up or compared."""

    message = _(
        "%(count)d cells are bound to no indicator. Bind them, or say why their figures "
        "are not to be used elsewhere."
    )


class VersionExists(Refused):
    """Phiên bản đã có."""

    message = _("Form %(form)s already has a version %(version)s.")


class FormOfAnotherAgency(Refused):
    """Biểu mẫu của cơ quan khác: who drew up the version in force also draws up the next."""

    message = _("Form %(form)s is drawn up by another agency; give this one a code of its own.")


class VersionsOverlap(Refused):
    """Hai phiên bản cùng hiệu lực: the newer one must begin after the one in force began."""

    message = _("Form %(form)s has a version from %(day)s on; the new one must begin later.")


class DecisionIsMissing(Invalid):
    """Thiếu quyết định: a form comes into force by a decision with number, date and issuer."""

    message = _("Name the decision that issues the form: its number, its date and its issuer.")


@dataclass(frozen=True)
class Drafted:
    """Bản dựng mới: the specification, what is doubtful in it, and the file it was read from."""

    code: str
    specification: Json
    doubts: Sequence[Doubt] = ()
    source: str = ""


@dataclass(frozen=True)
class Decision:
    """Quyết định ban hành biểu mẫu."""

    number: str
    date: dt.date
    issuer: str
    version: str
    valid_from: dt.date
    unbound_reason: str = ""
    note: str = field(default="")
    keeps_trials: bool = True


@transaction.atomic
def start_draft(*, actor: Actor, unit_id: int, drafted: Drafted, now: dt.datetime) -> FormDraft:
    """Dựng biểu mẫu mới. Raises FormNeedsACode, FormContradictsItself."""
    require(actor, Permission.DESIGN, unit_id, on=local(now).date())

    if not drafted.code.strip():
        raise FormNeedsACode
    _prove(drafted.code, drafted.specification)

    draft = FormDraft.objects.create(
        unit_id=unit_id,
        code=drafted.code.strip(),
        specification=drafted.specification,
        doubts=[{**asdict(doubt), "settled": False} for doubt in drafted.doubts],
        source=drafted.source,
        drafted_by=actor.ref,
        drafted_at=now,
        changed_at=now,
    )

    record(DRAFTED, draft, actor=actor, now=now, source=drafted.source)
    return draft


@transaction.atomic
def change_draft(
    *, actor: Actor, draft_id: int, specification: Json, revision: int, now: dt.datetime
) -> FormDraft:
    """Sửa bản dựng: put another specification in the place of the one that was seen.

    Raises DraftIsClosed, SomebodyElseSaved, FormContradictsItself.
    """
    draft = _open(actor, draft_id, now)

    if draft.revision != revision:
        raise SomebodyElseSaved(revision=draft.revision)
    _prove(draft.code, specification)

    draft.specification, draft.changed_at = dict(specification), now
    draft.revision += 1
    draft.save(update_fields=["specification", "changed_at", "revision"])

    record(CHANGED, draft, actor=actor, now=now, revision=draft.revision)
    return draft


@transaction.atomic
def settle_doubt(*, actor: Actor, draft_id: int, position: int, now: dt.datetime) -> FormDraft:
    """Đã xem lại: the designer looked at a doubt and took the form as it now stands."""
    draft = _open(actor, draft_id, now)

    if not 0 <= position < len(draft.doubts) or draft.doubts[position]["settled"]:
        return draft

    draft.doubts[position]["settled"] = True
    draft.save(update_fields=["doubts"])

    record(SETTLED, draft, actor=actor, now=now, doubt=draft.doubts[position])
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, draft_id: int, now: dt.datetime) -> FormDraft:
    """Bỏ bản dựng; it stays readable. Raises DraftIsClosed."""
    draft = _open(actor, draft_id, now)

    draft.discarded_at = now
    draft.save(update_fields=["discarded_at"])

    record(DISCARDED, draft, actor=actor, now=now)
    return draft


@transaction.atomic
def bring_into_force(
    *, actor: Actor, draft_id: int, decision: Decision, now: dt.datetime
) -> FormVersion:
    """Ban hành biểu mẫu: make the draft a version, and end the one before on its first day.

    What it goes on from in that one is proposed; trials are kept with the draft or thrown away.
    Raises DraftIsClosed, DecisionIsMissing, DoubtsAreOpen, CellsMeanNothing, FormOfAnotherAgency,
    VersionExists, VersionsOverlap.
    """
    draft = _open(actor, draft_id, now)

    _check(draft, decision)
    form, _new = Form.objects.get_or_create(
        code=draft.code, defaults={"title": draft.specification["title"]}
    )
    _check_issuer(draft, form)
    _end_former(form, decision)

    version = FormVersion.objects.create(
        form=form,
        version=decision.version,
        decision_number=decision.number,
        decision_date=decision.date,
        decision_issuer=decision.issuer,
        valid=DateRange(decision.valid_from, None),
        specification=draft.specification,
        note=decision.note or decision.unbound_reason,
        activated_at=now,
    )
    draft.version = version
    draft.save(update_fields=["version"])
    propose_crosswalk(newer=version, actor=actor, now=now)
    if not decision.keeps_trials:
        draft.trials.all().delete()

    record(
        IN_FORCE, version, actor=actor, now=now, decision=decision.number,
        unbound_reason=decision.unbound_reason,
    )  # fmt: skip
    return version


def _open(actor: Actor, draft_id: int, now: dt.datetime) -> FormDraft:
    draft = FormDraft.objects.select_for_update().get(pk=draft_id)
    require(actor, Permission.DESIGN, draft.unit_id, on=local(now).date())
    if draft.is_closed:
        raise DraftIsClosed
    return draft


def _prove(code: str, specification: Json) -> None:
    try:
        parse_form(code, "draft", specification)
    except FormIsWrong as error:
        raise FormContradictsItself(fault=form_fault_in_words(error)) from error


def _check(draft: FormDraft, decision: Decision) -> None:
    if not all(word.strip() for word in (decision.number, decision.issuer, decision.version)):
        raise DecisionIsMissing
    if draft.unsettled:
        raise DoubtsAreOpen(count=draft.unsettled)
    unbound = [at for at in draft.rule.inputs if at not in draft.rule.bindings]
    if unbound and not decision.unbound_reason.strip():
        raise CellsMeanNothing(count=len(unbound), cells=[str(at) for at in unbound])


def _check_issuer(draft: FormDraft, form: Form) -> None:
    """Refuse a version of a form that another agency draws up; forms that came with us are free."""
    others = FormDraft.objects.filter(version__form=form).exclude(unit=draft.unit_id)
    if others.exists():
        raise FormOfAnotherAgency(form=form.code)


def _end_former(form: Form, decision: Decision) -> None:
    """Let the version in force end where the new one begins."""
    versions = form.versions.select_for_update()
    if versions.filter(version=decision.version).exists():
        raise VersionExists(form=form.code, version=decision.version)
    newest = versions.order_by("valid").last()
    if newest is None:
        return
    if newest.valid.lower >= decision.valid_from:
        raise VersionsOverlap(form=form.code, day=newest.valid.lower.strftime("%d/%m/%Y"))
    if newest.valid.upper is None or newest.valid.upper > decision.valid_from:
        newest.valid = DateRange(newest.valid.lower, decision.valid_from)
        newest.save(update_fields=["valid"])
