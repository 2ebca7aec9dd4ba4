"""A form with a list of people, totals that follow from it, and one row for each commune."""

from typing import Any

from nhip.reporting.rules.figures import Value, number, written
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.rosters import Line, Rosters, spread
from nhip.reporting.rules.specification import parse_form

CHOICES = [
    {"code": "dead", "label": "Chết", "label_en": "Dead"},
    {"code": "injured", "label": "Bị thương", "label_en": "Injured"},
]
PEOPLE = {"code": "people", "label": "Người bị nạn", "label_en": "Victim", "parent": "all"}
SPECIFICATION: dict[str, Any] = {
    "title": "Thiệt hại trong ngày",
    "rows": [
        {"code": "all", "number": "I", "label": "Tổng số hỗ trợ", "columns": ["aid"],
         "formula": "sum(children)"},
        {**PEOPLE, "repeat": {"list": 5}, "columns": ["name", "day", "fate", "aid"]},
        {"code": "dead", "number": "II", "label": "Số người chết", "columns": ["n"],
         "formula": "count(people, fate = dead)", "bind": {"indicator": "DEAD"}},
        {"code": "listed", "number": "III", "label": "Số người bị nạn", "columns": ["n"],
         "formula": "count(people)"},
        {"code": "aid_dead", "number": "IV", "label": "Hỗ trợ gia đình người chết",
         "columns": ["aid"], "formula": "total(people!aid, fate = dead)"},
    ],
    "columns": [
        {"code": "name", "number": "1", "label": "Họ và tên", "type": "text", "personal": True,
         "longest": 40},
        {"code": "day", "number": "2", "label": "Ngày", "type": "date"},
        {"code": "fate", "number": "3", "label": "Tình trạng", "type": "choice",
         "choices": CHOICES},
        {"code": "aid", "number": "4", "label": "Hỗ trợ", "type": "amount", "places": 1},
        {"code": "n", "number": "5", "label": "Số người", "bind": {"measure": "period"}},
    ],
}  # fmt: skip


def list_form(**changes: Any) -> Form:
    """Return the form nobody has written in yet, with other parts as given."""
    return parse_form("DS", "1", {**SPECIFICATION, **changes})


def with_people(*keys: str, form: Form | None = None) -> Form:
    """Return the form with a row for each key."""
    rosters: Rosters = {"people": tuple(map(Line, keys))}
    return spread(form or list_form(), rosters)


def person(key: str, name: str, fate: str, aid: int | str) -> dict[Address, Value]:
    """Return what is said of one person of the list."""
    row = f"people.{key}"
    return {
        Address(row, "name"): written(name),
        Address(row, "day"): written("2021-08-14"),
        Address(row, "fate"): written(fate),
        Address(row, "aid"): number(aid),
    }
