"""Lược đồ JSON của báo cáo: what a system without our software needs to send a report."""

import re
from typing import Any

from nhip.reporting.rules.forms import Address, Column, Form
from nhip.reporting.rules.report_json import SCHEMA
from nhip.reporting.rules.rosters import ROSTER, as_sent

_TEXT = {"type": "string"}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def report_schema(form: Form) -> dict[str, Any]:
    """Return the JSON schema (2020-12) of ``report.json`` for this version of the form."""
    properties: dict[str, Any] = {
        "schema": {"const": SCHEMA},
        "regime": _object({"code": _TEXT, "name": _TEXT}),
        "form": _object({"code": {"const": form.code}, "version": {"const": form.version}}),
        "agency": _TEXT,
        "unit": _object({"code": _TEXT, "name": _TEXT}),
        "period": _object({"key": _TEXT, "from": _moment(), "to": _moment(), "label": _TEXT}),
        "version": {"type": "integer", "minimum": 1},
        "replaces": {"anyOf": [{"type": "null"}, _SHA256]},
        "reason": {"type": ["string", "null"]},
        **_rows_and_cells(form),
        "narrative": _list(
            [_object({"section": {"const": part.code}, "text": _TEXT}) for part in form.outline]
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title,
        **_object(properties),
    }


def entry_schema(form: Form) -> dict[str, Any]:
    """Return the JSON schema of a feed: the cells a system may fill, and nothing computed."""
    words = any(column.holds_words for column in form.columns)
    lists = {ROSTER} if form.templates else set()
    entry = _object(
        {
            "row": _rows(form),
            "column": {"enum": sorted({address.column for address in form.inputs} | lists)},
            "state": {"enum": ["missing", "nil", "number", *(["written"] if words else [])]},
            "value": {"type": ["string", "null"]},
        }
    )
    return _object({"cells": {"type": "array", "items": entry}})


def _rows_and_cells(form: Form) -> dict[str, Any]:
    """Return the schemas of the cells; of a form with repeated rows also those of the rows."""
    form = as_sent(form)
    cells = [_cell(address, form) for address in form.addresses]
    if not form.templates:
        return {"cells": _list(cells)}
    line = _object({"key": _TEXT}) | {"properties": {"key": _TEXT, "name": _TEXT}}
    rosters = [
        _object({"row": {"const": code}, "lines": {"type": "array", "items": line}})
        for code in form.templates
    ]
    return {
        "rosters": _list(rosters),
        "cells": {"type": "array", "items": {"anyOf": cells}},
    }


def _rows(form: Form) -> dict[str, Any]:
    fixed = sorted({address.row for address in form.inputs})
    if not form.templates:
        return {"enum": fixed}
    return {"anyOf": [_row(Address(row, ""), form) for row in fixed]}


def _row(address: Address, form: Form) -> dict[str, Any]:
    """Return what names a row; one that repeats bears a key, or none while it stands for none."""
    if address.row not in form.templates:
        return {"const": address.row}
    return {"type": "string", "pattern": rf"^{re.escape(address.row)}(\.[A-Za-z0-9_.]+)?$"}


def _cell(address: Address, form: Form) -> dict[str, Any]:
    binding, column = form.binding(address), form.column[address.column]
    said = "written" if column.holds_words else "number"
    value = _words(column) if column.holds_words else _decimal(form.places_of(address))
    return {
        **_object(
            {
                "row": _row(address, form),
                "column": {"const": address.column},
                "indicator": {"const": binding.indicator},
                "disaggregation": {"const": binding.disaggregation},
                "measure": {"const": binding.measure},
                "state": {"enum": ["missing", "nil", said]},
                "value": {"anyOf": [{"type": "null"}, value]},
            }
        ),
        "if": {"properties": {"state": {"const": said}}},
        "then": {"properties": {"value": {"type": "string"}}},
        "else": {"properties": {"value": {"type": "null"}}},
    }


def _words(column: Column) -> dict[str, Any]:
    match column.type:
        case "date":
            return {"type": "string", "format": "date"}
        case "choice":
            return {"enum": [choice.code for choice in column.choices]}
    return {"type": "string", "minLength": 1, "maxLength": column.longest}


def _decimal(places: int) -> dict[str, Any]:
    fraction = rf"(\.\d{{1,{places}}})?" if places else ""
    return {"type": "string", "pattern": rf"^-?\d{{1,20}}{fraction}$"}


def _moment() -> dict[str, Any]:
    return {"type": "string", "format": "date-time"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
