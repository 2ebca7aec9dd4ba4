"""Báo cáo do hệ thống gửi: what a program says of one obligation, and when it says it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nhip.core.canonical import canonical_json, sha256_hex
from nhip.reporting.rules.feeds import Feed, read_cells
from nhip.reporting.rules.figures import plain
from nhip.reporting.rules.forms import Form


@dataclass(frozen=True)
class Submission:
    """Báo cáo do hệ thống gửi: cells as they came, text by section, explanations by finding.

    A reason asks for a correction of what was sent before.
    """

    form_code: str
    form_version: str
    cells: Sequence[Mapping[str, Any]]
    texts: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def feed(self, form: Form) -> Feed:
        """Return the cells as entries of the form, or everything wrong with them."""
        return read_cells(list(self.cells), form)


def digest_of(submission: Submission, feed: Feed) -> str:
    """Return the hash of what is said; cells in another order say the same."""
    said = {
        "form": [submission.form_code, submission.form_version],
        "cells": {str(address): plain(value) for address, value in feed.entries.items()},
        "texts": dict(submission.texts),
        "explanations": dict(submission.explanations),
        "reason": submission.reason,
    }
    return sha256_hex(canonical_json(said))
