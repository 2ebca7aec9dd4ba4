"""Cases that the server and the page in the browser must work out alike."""

import json
from pathlib import Path
from typing import Any

from nhip.reporting.queries.live_sheet import figures_json, form_json
from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.reporting.rules.figures import MISSING, Value, plain, read_plain
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.rosters import Line, spread
from nhip.reporting.rules.words import NIL_WORDS
from tests.reporting.forms import small

FOLDER = Path(__file__).parent / "cases"
PARTS = ("figures", "previous", "last_year", "earlier", "below", "plan", "elsewhere")


def cases(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.json").read_text())


def form_of(case: dict[str, Any]) -> Form:
    lists = {code: tuple(map(Line, keys)) for code, keys in case.get("rosters", {}).items()}
    return spread(small(**case["form"]), lists)


def on_the_server(case: dict[str, Any]) -> tuple[dict[str, str], list[list[str]]]:
    """Return what the server computes and finds."""
    form = form_of(case)
    given = [figures_of(case.get(part, {})) for part in PARTS]
    figures = compute(form, Sheets(*given))
    found = find(form, Sheets(figures, *given[1:]))
    computed = {
        str(at): short(figures.get(at, MISSING)) for at in form.addresses if form.formula(at)
    }
    return computed, [
        [one.code, one.row, one.column, *([one.expected, one.found] if one.found else [])]
        for one in found
    ]


def for_the_page(case: dict[str, Any], form: Form | None = None) -> dict[str, Any]:
    """Return a case as the server gives a worksheet to its page."""
    given = {part: figures_json(figures_of(case.get(part, {}))) for part in PARTS}
    return given | {"form": form_json(form or form_of(case)), "nil_words": sorted(NIL_WORDS)}


def short(value: Value) -> str:
    """Return a value without idle zeros: two roundings of one number are one number."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def figures_of(said: dict[str, str]) -> dict[Address, Value]:
    """Return figures from what a case says of them; an address may name another form."""
    return {Address(*at.split("!")): read_plain(text) for at, text in said.items()}
