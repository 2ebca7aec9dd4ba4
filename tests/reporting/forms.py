"""Forms for tests: the shipped ones, and the smallest that shows a point."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from nhip.reporting.rules.figures import NIL, Value, number
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.specification import parse_form

REFERENCE = Path(__file__).parents[2] / "reference" / "forms"


def shipped(name: str) -> Form:
    """Return one of the forms in the reference folder."""
    data = json.loads((REFERENCE / f"{name}.json").read_text())
    return parse_form(data["code"], data["version"], data["specification"])


def small(**parts: Any) -> Form:
    """Return a form of one row ``r`` and the columns given, each by its code."""
    columns = parts.pop("columns", ["a", "b"])
    rows = parts.pop("rows", [{"code": "r", "label": "r"}])
    specification = {
        "title": "small",
        "rows": rows,
        "columns": [c if isinstance(c, dict) else {"code": c, "label": c} for c in columns],
        **parts,
    }
    return parse_form("SMALL", "1", specification)


def row(code: str, **figures: int | str | None) -> dict[Address, Value]:
    """Return the figures of one row; None means nil."""
    return {
        Address(code, column): NIL if value is None else number(Decimal(value))
        for column, value in figures.items()
    }
