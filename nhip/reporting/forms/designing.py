"""Đọc trang dựng biểu mẫu: what the designer sent, as sources, changes and decisions."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from nhip.core.clock import read_day
from nhip.core.errors import Invalid
from nhip.core.numbers import read_whole
from nhip.reporting.actions.drafting import Decision, DecisionIsMissing, Json
from nhip.reporting.forms.sheets import Posted
from nhip.reporting.forms.uploads import read_file
from nhip.reporting.models import FormDraft
from nhip.reporting.rules.drafting import editing
from nhip.reporting.rules.drafting.paper import MOST_PLACES
from nhip.reporting.rules.drafting.source import Source

_WORDS = ("label", "label_en", "number", "unit", "formula", "type")
_FLAGS = ("heading", "of_which")


class NoSuchPlace(Invalid):
    """Không có dòng, cột này."""

    message = _("The form has no such row or column; open the draft again.")


class NotADay(Invalid):
    """Ngày sai."""

    message = _("“%(text)s” is not a day; write it as 15/08/2021.")


def read_source(posted: Posted, uploaded: Mapping[str, UploadedFile[Any]]) -> Source:
    """Return what the form is to be read from. Raises NoFileChosen."""
    code, page = posted.get("code", "").strip(), posted.get("page", "")
    if pasted := posted.get("pasted", "").strip():
        return Source(code, pasted=pasted, page=page)
    if sha256 := posted.get("sha256", ""):
        return Source(code, posted.get("name", "")[:200], sha256=sha256, page=page)
    name, content = read_file(uploaded)
    return Source(code, name, content, page=page)


def read_part(posted: Posted, draft: FormDraft) -> tuple[Json, int]:
    """Return the form with a row or column changed as the page says, and the revision seen."""
    code, specification = posted.get("code", ""), draft.specification
    try:
        if posted.get("then") == "remove":
            return editing.remove_part(specification, code), _revision(posted)
        values: dict[str, Any] = {name: posted[name].strip() for name in _WORDS if name in posted}
        is_row = any(row["code"] == code for row in specification["rows"])
        if is_row:
            values |= {name: True if posted.get(name) else None for name in _FLAGS}
            values["parent"] = posted.get("parent", "")
        else:
            values.pop("unit", None)
            values["group"] = [
                one.strip() for one in posted.get("groups", "").split("|") if one.strip()
            ]
        if places := posted.get("places", ""):
            values["places"] = read_whole(places, most=MOST_PLACES) or 0
        return editing.set_part(specification, code, values), _revision(posted)
    except editing.NoSuchPart as error:
        raise NoSuchPlace from error


def read_block(posted: Posted, draft: FormDraft) -> tuple[Json, int]:
    """Return the form with a block of cells bound, closed or opened, and the revision seen."""
    specification = draft.specification
    try:
        rows = _between([row["code"] for row in specification["rows"]], posted, "row")
        columns = _between([one["code"] for one in specification["columns"]], posted, "column")
        match posted.get("then"):
            case "close" | "open" as then:
                changed = editing.close_block(
                    specification, rows=rows, columns=columns, closed=then == "close"
                )
            case then:
                binding = {} if then == "unbind" else _binding(posted)
                changed = editing.bind_block(
                    specification, rows=rows, columns=columns, binding=binding
                )
    except editing.NoSuchPart as error:
        raise NoSuchPlace from error
    return changed, _revision(posted)


def read_decision(posted: Posted) -> Decision:
    """Return the decision a form is issued by. Raises NotADay, DecisionIsMissing."""
    if not posted.get("number", "").strip():
        raise DecisionIsMissing
    return Decision(
        number=posted["number"].strip(),
        date=_day(posted.get("date", "")),
        issuer=posted.get("issuer", "").strip(),
        version=posted.get("version", "").strip(),
        valid_from=_day(posted.get("valid_from", "")),
        unbound_reason=posted.get("unbound_reason", "").strip(),
        keeps_trials=bool(posted.get("keeps_trials", "")),
    )


def _binding(posted: Posted) -> dict[str, str]:
    said = {name: posted.get(name, "").strip() for name in ("indicator", "disaggregation")}
    said["measure"] = posted.get("measure", "period") or "period"
    if not said["indicator"]:
        raise NoSuchPlace
    return {name: text for name, text in said.items() if text}


def _between(codes: list[str], posted: Posted, kind: str) -> list[str]:
    """Return the codes from the first to the last of a block, in whatever order they were named."""
    try:
        ends = sorted(codes.index(posted.get(f"{end}_{kind}", "")) for end in ("first", "last"))
    except ValueError as error:
        raise NoSuchPlace from error
    return codes[ends[0] : ends[1] + 1]


def _revision(posted: Posted) -> int:
    revision = read_whole(posted.get("revision", ""))
    return -1 if revision is None else revision


def _day(text: str) -> dt.date:
    try:
        return read_day(text)
    except ValueError as error:
        raise NotADay(text=text) from error
