"""Bảng nhập tự tính: what the page of a worksheet needs to compute and check while one types."""

from typing import Any

from nhip.core.text import nfc
from nhip.reporting.models import Report
from nhip.reporting.queries.figures import Figures
from nhip.reporting.queries.wording import finding_words
from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.expressions.javascript import comparison_tree, tree
from nhip.reporting.rules.figures import plain
from nhip.reporting.rules.forms import Check, Choice, Column, Form, Row
from nhip.reporting.rules.rosters import rosters_of
from nhip.reporting.rules.specification import places_of
from nhip.reporting.rules.words import NIL_WORDS
from nhip.ui.queries import in_language

Json = dict[str, Any]


def live_sheet(report: Report, known: Sheets, elsewhere: Figures) -> Json:
    """Return the form as parsed, the figures held, and those its formulas look back at.

    ``elsewhere`` is what other reports say already of the same cells.
    """
    form, written = report.form, report.texts
    return {
        "report": report.pk,
        "form": form_json(form),
        "figures": figures_json(report.figures),
        "previous": figures_json(known.previous),
        "last_year": figures_json(known.last_year),
        "earlier": figures_json(known.earlier),
        "below": figures_json(known.below),
        "elsewhere": figures_json(known.elsewhere),
        "plan": figures_json(known.plan),
        "known": figures_json(elsewhere),
        "texts": {one.code: written.get(one.code, "") for one in form.outline},
        "explained": dict(report.explanations.values_list("finding", "text")),
        "nil_words": sorted(NIL_WORDS),
        "findings": finding_words(),
    }


def figures_json(figures: Figures) -> dict[str, str]:
    """Return figures in plain notation by address; a missing one is not said."""
    return {str(at): plain(value) for at, value in figures.items() if not value.is_missing}


def form_json(form: Form) -> Json:
    """Return a form with its expressions as trees: they are parsed here and nowhere else.

    Rows that repeat are said once, with the keys of the rows they have become.
    """
    rosters = {code: [one.key for one in lines] for code, lines in rosters_of(form).items()}
    form = form.base or form
    return {
        "rosters": rosters,
        "rows": [_row(row) for row in form.rows],
        "columns": [_column(column) for column in form.columns],
        "closed": [str(address) for address in sorted(form.closed)],
        "cell_formulas": {str(at): tree(node) for at, node in form.cell_formulas.items()},
        "checks": [_check(check, form) for check in form.checks],
        "outline": [
            {
                "code": one.code,
                "heading": in_language(one.heading, one.heading_en),
                "text": one.text,
                "required": one.required,
            }
            for one in form.outline
        ],
    }


def _row(row: Row) -> Json:
    return {
        "code": row.code,
        "parent": row.parent,
        "heading": row.heading,
        "of_which": row.of_which,
        "required": row.required,
        "type": row.type,
        "places": row.places,
        "formula": tree(row.formula) if row.formula else None,
        "repeat": str(row.repeat.by) if row.repeat else None,
        "most": row.repeat.most if row.repeat else None,
    }


def _column(column: Column) -> Json:
    return {
        "code": column.code,
        "type": column.type,
        "places": column.places,
        "nil_allowed": column.nil_allowed,
        "formula": tree(column.formula) if column.formula else None,
        "longest": column.longest,
        "choices": [_choice(choice) for choice in column.choices],
    }


def _choice(choice: Choice) -> Json:
    """Return a choice with the words that mean it."""
    words = {nfc(one).lower() for one in (choice.code, choice.label, choice.label_en) if one}
    label = in_language(choice.label, choice.label_en)
    return {"code": choice.code, "label": label, "words": sorted(words)}


def _check(check: Check, form: Form) -> Json:
    return {
        "code": check.code,
        "comparison": comparison_tree(check.comparison),
        "places": [str(place) for place in places_of(check, form)],
        "message": in_language(check.message, check.message_en),
        "severity": str(check.severity),
    }
