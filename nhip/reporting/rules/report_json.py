"""report.json: the one immutable value that flows: written canonically, hashed, read back."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nhip.core.canonical import canonical_json, sha256_hex
from nhip.reporting.rules.figures import MISSING, State, Value, read_decimal
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.rosters import Line, as_sent, rosters_of, spread

SCHEMA = "nhip/report/1"
MOST_BYTES = 8 * 1024 * 1024
LAST_VERSION = 32_767
LONGEST_DETAIL = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


class NotAReport(ValueError):
    """Không phải report.json: not the canonical form of a report; ``code`` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail[:LONGEST_DETAIL]
        super().__init__(": ".join(filter(None, (code, self.detail))))


@dataclass(frozen=True)
class Titled:
    """A code with the name it had when the report was made."""

    code: str
    name: str


@dataclass(frozen=True)
class PeriodStated:
    """Kỳ báo cáo as stated in a report."""

    key: str
    start: dt.datetime
    end: dt.datetime
    label: str


@dataclass(frozen=True)
class Report:
    """Báo cáo: what one unit says for one regime and one period, in one version."""

    regime: Titled
    form_code: str
    form_version: str
    agency: str
    unit: Titled
    period: PeriodStated
    version: int
    figures: Mapping[Address, Value]
    narrative: Mapping[str, str] = field(default_factory=dict)
    replaces: str | None = None
    reason: str | None = None


def write_report(report: Report, form: Form) -> bytes:
    """Return the canonical bytes of a report: every open cell in order, then the sections.

    The form is the one the report is on: spread over its rosters, as it is sent.
    """
    rosters = _rosters(form)
    return canonical_json(
        {
            "schema": SCHEMA,
            "regime": {"code": report.regime.code, "name": report.regime.name},
            "form": {"code": report.form_code, "version": report.form_version},
            "agency": report.agency,
            "unit": {"code": report.unit.code, "name": report.unit.name},
            "period": {
                "key": report.period.key,
                "from": report.period.start.isoformat(),
                "to": report.period.end.isoformat(),
                "label": report.period.label,
            },
            "version": report.version,
            "replaces": report.replaces,
            "reason": report.reason,
            **({"rosters": rosters} if rosters else {}),
            "cells": [_cell(address, report.figures, form) for address in form.addresses],
            "narrative": [
                {"section": section.code, "text": report.narrative.get(section.code, "")}
                for section in form.outline
            ],
        }
    )


def form_followed(payload: bytes, form: Form) -> Form:
    """Return a form as a report on it has it: with the rows the report names, as it is sent.

    Raises NotAReport.
    """
    if not form.templates:
        return as_sent(form)
    json = _plain(payload)
    try:
        said = {roster["row"]: tuple(map(_line, roster["lines"])) for roster in json["rosters"]}
        return as_sent(spread(form, said))
    except (KeyError, TypeError, ValueError) as error:
        raise NotAReport("rosters-unreadable", str(error)) from error


def hash_of(payload: bytes) -> str:
    """Return the hash under which a report version is known."""
    return sha256_hex(payload)


def form_named_in(payload: bytes) -> tuple[str, str]:
    """Return the code and version of the form a report says it follows. Raises NotAReport."""
    json = _plain(payload)
    try:
        return str(json["form"]["code"]), str(json["form"]["version"])
    except (KeyError, TypeError):
        raise NotAReport("form-not-named") from None


def read_report(payload: bytes, form: Form) -> Report:
    """Return the report in canonical bytes: writing it gives the same. Raises NotAReport."""
    json, form = _plain(payload), form_followed(payload, form)
    try:
        report = _report(json)
    except (KeyError, TypeError, ValueError) as error:
        raise NotAReport("unreadable", str(error)) from error
    if (report.form_code, report.form_version) != (form.code, form.version):
        raise NotAReport("another-form", f"{report.form_code} {report.form_version}")
    if not _says_what_it_corrects(report):
        raise NotAReport("correction-says-nothing", str(report.version))
    if write_report(report, form) != payload:
        raise NotAReport("not-canonical")
    return report


def _plain(payload: bytes) -> dict[str, Any]:
    if len(payload) > MOST_BYTES:
        raise NotAReport("too-large", str(MOST_BYTES))
    try:
        json_value = json.loads(payload, parse_float=_no_float)
    except (ValueError, RecursionError) as error:
        raise NotAReport("not-json", str(error)) from None
    if not isinstance(json_value, dict) or json_value.get("schema") != SCHEMA:
        raise NotAReport("another-schema", SCHEMA)
    return json_value


def _no_float(text: str) -> float:
    raise ValueError(f"a binary number: {text}")


def _report(json: Mapping[str, Any]) -> Report:
    return Report(
        regime=_titled(json["regime"]),
        form_code=_text(json["form"]["code"]),
        form_version=_text(json["form"]["version"]),
        agency=_text(json["agency"]),
        unit=_titled(json["unit"]),
        period=_period(json["period"]),
        version=_version(json["version"]),
        replaces=None if json["replaces"] is None else _hash(json["replaces"]),
        reason=None if json["reason"] is None else _text(json["reason"]),
        figures={Address(cell["row"], cell["column"]): _figure(cell) for cell in json["cells"]},
        narrative={part["section"]: _text(part["text"]) for part in json["narrative"]},
    )


def _says_what_it_corrects(report: Report) -> bool:
    if report.version == 1:
        return report.replaces is None and report.reason is None
    return report.replaces is not None and bool((report.reason or "").strip())


def _titled(json: Mapping[str, str]) -> Titled:
    return Titled(_text(json["code"]), _text(json["name"]))


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"not a text: {value!r}")
    value.encode()
    return value


def _hash(value: object) -> str:
    text = _text(value)
    if not _SHA256.fullmatch(text):
        raise ValueError(f"not a hash: {text}")
    return text


def _version(value: object) -> int:
    if type(value) is not int or not 1 <= value <= LAST_VERSION:
        raise ValueError(f"not the number of a version: {value!r}")
    return value


def _period(json: Mapping[str, str]) -> PeriodStated:
    start, end = dt.datetime.fromisoformat(json["from"]), dt.datetime.fromisoformat(json["to"])
    if start.tzinfo is None or end.tzinfo is None or start >= end:
        raise ValueError("a window runs from one moment to a later one")
    return PeriodStated(_text(json["key"]), start, end, _text(json["label"]))


def _figure(cell: Mapping[str, Any]) -> Value:
    state, value = State(cell["state"]), cell["value"]
    if value is not None and not isinstance(value, str):
        raise ValueError("a number is written as text")
    if state is State.WRITTEN:
        return Value(state, text=_text(value))
    return Value(state, None if value is None else read_decimal(value))


def _cell(address: Address, figures: Mapping[Address, Value], form: Form) -> dict[str, Any]:
    figure, binding = figures.get(address, MISSING), form.binding(address)
    cell: dict[str, Any] = {
        "row": address.row,
        "column": address.column,
        "indicator": binding.indicator,
        "disaggregation": binding.disaggregation,
        "measure": binding.measure,
        "state": figure.state.value,
        "value": figure.text if figure.state is State.WRITTEN else figure.number,
    }
    return cell


def _rosters(form: Form) -> list[dict[str, Any]]:
    """Return the rows of each repeated row; one that speaks of a unit says its code and name."""
    return [
        {
            "row": template,
            "lines": [
                {"key": line.key, "name": line.name} if line.name else {"key": line.key}
                for line in lines
            ],
        }
        for template, lines in rosters_of(form).items()
    ]


def _line(json: Mapping[str, Any]) -> Line:
    return Line(_text(json["key"]), _text(json.get("name", "")))
