"""Lời báo lỗi công thức: what is wrong with a form's expressions, where, in the reader's words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.reporting.rules.expressions.faults import NotAnExpression, TooLong
from nhip.reporting.rules.forms import FormIsWrong
from nhip.reporting.rules.reading import NoSuchCell
from nhip.reporting.rules.specification import FormulasRunInACircle, NothingIsPlanned

Fault = NotAnExpression | TooLong | NoSuchCell | FormulasRunInACircle | NothingIsPlanned

_WORDS: Final[dict[str, Promise]] = {
    "expression-too-long": gettext_lazy("an expression has at most %(most)s characters."),
    "expression-too-deep": gettext_lazy("brackets and signs nest at most %(most)s deep."),
    "too-many-parts": gettext_lazy("an expression has at most %(most)s parts; name a range."),
    "unreadable": gettext_lazy("this sign is not of the language."),
    "value-expected": gettext_lazy("a number, a cell or a function is missing."),
    "sign-expected": gettext_lazy("“%(sign)s” is missing."),
    "nothing-may-follow": gettext_lazy("nothing may follow here."),
    "unknown-function": gettext_lazy("there is no function “%(name)s”."),
    "wrong-number-of-values": gettext_lazy("“%(name)s” takes %(least)s to %(most)s values."),
    "comparison-expected": gettext_lazy("two values must be compared: =, !=, <, <=, > or >=."),
    "one-cell-expected": gettext_lazy("“%(name)s” takes one cell."),
    "places-expected": gettext_lazy("the number of decimals is a whole number up to %(most)s."),
    "row-expected": gettext_lazy("a row of the other form is missing."),
    "column-expected": gettext_lazy("a column is missing after “!”."),
    "range-has-no-end": gettext_lazy("the range has no end."),
    "number-too-long": gettext_lazy("a number has at most 20 whole digits and 10 decimals."),
    "no-such-cell": gettext_lazy("the form has no cell %(named)s."),
    "nothing-is-planned": gettext_lazy("%(named)s has no indicator, so no plan stands for it."),
    "formulas-run-in-a-circle": gettext_lazy("these formulas need each other: %(circle)s."),
    "translation-too-long": gettext_lazy(
        "the formula would have more than %(most)s characters; part it over several cells."
    ),
}
_SHOWN: Final = 120


def form_fault_in_words(error: FormIsWrong) -> str:
    """Return why a form cannot be: in the reader's words where its expressions are at fault."""
    for fault in (error, error.__cause__):
        if isinstance(fault, Fault):
            return fault_in_words(fault)
    return str(error)


def fault_in_words(fault: Fault) -> str:
    """Return what is wrong, beginning with the cell or the character where it stands."""
    words = str(_WORDS[fault.code]) % fault.facts
    if isinstance(fault, NotAnExpression):
        at = {"text": fault.text[:_SHOWN], "at": fault.at, "words": words}
        return _("In “%(text)s”, at character %(at)s: %(words)s") % at
    return _("At cell %(cell)s: %(words)s") % {"cell": fault.place, "words": words}
