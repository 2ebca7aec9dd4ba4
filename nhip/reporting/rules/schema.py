"""Lược đồ JSON của báo cáo: what a system without our software needs to send a report."""

from typing import Any

from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.report_json import SCHEMA

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
        "cells": _list([_cell(address, form) for address in form.addresses]),
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
    entry = _object(
        {
            "row": {"enum": sorted({address.row for address in form.inputs})},
            "column": {"enum": sorted({address.column for address in form.inputs})},
            "state": {"enum": ["missing", "nil", "number"]},
            "value": {"type": ["string", "null"]},
        }
    )
    return _object({"cells": {"type": "array", "items": entry}})


def _cell(address: Address, form: Form) -> dict[str, Any]:
    binding = form.binding(address)
    return {
        **_object(
            {
                "row": {"const": address.row},
                "column": {"const": address.column},
                "indicator": {"const": binding.indicator},
                "disaggregation": {"const": binding.disaggregation},
                "measure": {"const": binding.measure},
                "state": {"enum": ["missing", "nil", "number"]},
                "value": {"anyOf": [{"type": "null"}, _decimal(form.places_of(address))]},
            }
        ),
        "if": {"properties": {"state": {"const": "number"}}},
        "then": {"properties": {"value": {"type": "string"}}},
        "else": {"properties": {"value": {"type": "null"}}},
    }


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
