"""Khám nút: every check, one after another, and what they found."""

from collections.abc import Iterator

from nhip.config.keeping.checks import CHECKS
from nhip.config.keeping.findings import Finding, Visit


def examine(visit: Visit) -> Iterator[Finding]:
    """Khám: yield everything that is wrong with this node; nothing is changed."""
    for check in CHECKS:
        yield from check(visit)
