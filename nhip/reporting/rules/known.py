"""Nhập một lần: a figure that is known already is not changed without saying why."""

from collections.abc import Iterator, Mapping

from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.figures import MISSING, Value, plain, same_amount
from nhip.reporting.rules.forms import Address, Form, Severity

CHANGED = "known-figure-changed"


def changed(
    form: Form, figures: Mapping[Address, Value], known: Mapping[Address, Value]
) -> Iterator[Finding]:
    """Yield a warning for each cell that says something else than what is known already.

    Of a required cell that stays empty its emptiness is said, and this is not.
    """
    for address, expected in known.items():
        found = figures.get(address, MISSING)
        left_empty = found.is_missing and form.row[address.row].required
        if not left_empty and not same_amount(found, expected):
            yield Finding(
                CHANGED,
                Severity.WARNING,
                form.code,
                *address,
                expected=plain(expected),
                found=plain(found),
            )
