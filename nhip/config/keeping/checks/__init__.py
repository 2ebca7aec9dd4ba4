"""Các mục khám: each a small function that yields what it finds wrong; a healthy node, nothing."""

from collections.abc import Callable, Iterator
from typing import Final

from nhip.config.keeping.checks.around import (
    clocks_agree,
    disk_has_room,
    hub_answers,
    stamps_are_given,
)
from nhip.config.keeping.checks.kept import (
    figures_are_those_of_reports,
    files_are_named,
    files_are_whole,
    log_is_intact,
    log_is_sealed,
    signatures_hold,
)
from nhip.config.keeping.checks.trusted import certificates_last, keys_are_here, lists_are_fresh
from nhip.config.keeping.checks.working import (
    documents_leave,
    jobs_are_taken,
    jobs_start,
    jobs_succeed,
    letters_leave,
)
from nhip.config.keeping.findings import Finding, Visit

# Those that compare clocks come first: the others take their time.
CHECKS: Final[tuple[Callable[[Visit], Iterator[Finding]], ...]] = (
    clocks_agree,
    stamps_are_given,
    hub_answers,
    disk_has_room,
    keys_are_here,
    certificates_last,
    lists_are_fresh,
    jobs_succeed,
    jobs_are_taken,
    jobs_start,
    letters_leave,
    documents_leave,
    files_are_whole,
    files_are_named,
    signatures_hold,
    log_is_sealed,
    log_is_intact,
    figures_are_those_of_reports,
)
