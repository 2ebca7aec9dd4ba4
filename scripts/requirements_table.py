#!/usr/bin/env python
"""Bảng yêu cầu: write docs/requirements.md, where each requirement names the tests that prove it.

Tests say it themselves, by the marks ``requirement`` and ``fixture_case``. Their text is read and
never imported, so a module that cannot be imported still says what it would prove.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "requirements.md"
TESTS = ROOT / "tests"
HEAD = """\
# Requirements on reporting, and the tests that prove them

Written by `make requirements` from the marks of the tests; a test keeps it current. What no test
proves is *not yet proven*, whatever the software does.
"""
NOT_YET = "*not yet proven*"
REQUIREMENTS: dict[int, str] = {
    1: "a regime without one of the eleven elements does not start, and the article is named",
    2: "a periodic regime stands on a legal document of a permitted kind (art. 11.1)",
    3: "secret regimes are refused; statistics and administration share nothing unmapped",
    4: "a deadline leaves a working day, and the Government has its report by the 25th",
    5: "a regime that asks what another asks already needs a reason to start",
    6: "the list of periodic regimes in force is published as page, CSV and JSON",
    7: "forms have versions with a crosswalk; old periods open in their old version",
    8: "the fifteen patterns of official forms can be written, with any number of columns",
    9: "a cell may mean an indicator, a disaggregation and a measure",
    10: "calendars are data, and all that the law knows are shipped",
    11: "the key of a period is typed, unique and can be read back",
    12: "working days are data per year; a deadline stays or moves by policy",
    13: "each level has its deadline: a day and hour, working days, or after the level below",
    14: "what every obliged unit owes is made out ahead; doing it again changes nothing",
    15: "times are stored in UTC and shown in Hà Nội; windows may be in UTC",
    16: "a cell is missing, nil or a number, and never turns from one into another by itself",
    17: "no date and no number is made up",
    18: "the formula language says what forms need, runs no code and refuses circles",
    19: "an error blocks, a warning wants a word; both name the cell, expected and found",
    20: "figures are decimals, rounded half-up and after adding",
    21: "outliers and copies of the period before are marked",
    22: "a workbook is taken back whole, or refused at its cells; a foreign one is refused",
    23: "numbers as text are read by a declared locale; ambiguous ones are an error",
    24: "drafts save by themselves, or offline; late entry after an outage says so",
    25: "figures in the text cannot differ from the table",
    26: "cells fed by a system are read-only here and corrected at their source",
    27: "who enters on behalf of a unit is named beside it",
    28: "states change only as the flow allows; late and missing are computed, never stored",
    29: "a return needs a reason and takes the report out of all totals at once",
    30: "who reports through whom is data with dates, per regime",
    31: "peers confirm the same figures before a joint report goes up; differences are listed",
    32: "a signature covers the whole report, is checked offline, and breaks with any cell",
    33: "a correction is a new version with its reason; the old one stays readable",
    34: "who used an old figure is told, and what stands on it is marked stale",
    35: "the log cannot be changed unseen, and says who, where, when, before, after and why",
    36: "an indicator says how it adds up; what does not add is refused",
    37: "totals take accepted reports only and say who is missing",
    38: "figures carry vintage, window and source; the past can be shown as it was",
    39: "an indicator has concept, method, unit, owner, basis, thresholds and validity",
    40: "a second source for one figure is a rival, never merged silently",
    41: "comparisons with other periods and the plan are filled by the system",
    42: "a series says on which territory it stands; growth over mixed territories is refused",
    43: "units are dated: code, name, kind and parent are asked for a day",
    44: "lineage has kinds, weights and their basis; the weights of one unit come to one",
    45: "a reorganisation is loaded as a batch, and tried out before with all it would touch",
    46: "a unit is excluded from a period with a reason, and back; a successor may take over",
    47: "places are matched by code and day; namesakes and strangers stop a loading",
    48: "progress shows who owes, sent, is late; reminders come before, on, after, never twice",
    49: "a figure on a board says unit, window, source, time, coverage and how fresh it is",
    50: "from the nation one goes down to the commune and the signed report",
    51: "thresholds and trends warn, and somebody takes note",
    52: "index sets are data with formulas and maxima; nothing by nothing has a stated rule",
    53: "the daily bulletin is made at its hour, and says what is missing",
    54: "the thirteen packets of QCVN 125:2021 go out and come in",
    55: "whatever a unit owns leaves in open formats",
    56: "rights are by role, unit, regime and deed, with dates; nobody shares a key",
    57: "personal data stay apart from totals; small cells are not published",
    58: "only what is marked public is seen without signing in",
    59: "one modest server serves a province, also over a slow line",
    60: "Vietnamese goes first: letters, order, dates; English beside it",
    61: "tables are filled in by keyboard, with the focus in sight and a name for each cell",
    62: "backup, restore and examination are one command each",
}
CASES: dict[str, str] = {
    "T1": "windows of decree 09/2019",
    "T2": "months, quarters and halves tile the year",
    "T3": "a deadline on a Sunday",
    "T4": "a deadline inside Tết",
    "T5": "a Saturday that is worked",
    "T6": "a week from Thursday over New Year",
    "T7": "a UTC day in Hà Nội",
    "T8": "ten months of a judicial year",
    "T9": "a half-year is not the year",
    "T10": "II.06 that agrees",
    "T11": "II.06 that does not",
    "T12": "brought forward otherwise than before",
    "T13": "more to recover than paid",
    "T14": "a cell for the total row alone",
    "T15": "parts of which",
    "T16": "blank, nil and zero stay three things",
    "T17": "sixty of sixty-three provinces",
    "T18": "a rate of several units",
    "T19": "a commune that was divided",
    "T20": "one code, two provinces",
    "T21": "a year of which half is older than the province",
    "T22": "a correction after closing",
    "T23": "numbers written as text",
    "T24": "a cumulative figure that falls",
    "T25": "a share of nothing",
    "T26": "a case that moves to another month",
    "T27": "a year estimated from ten months",
    "T28": "halves go up",
    "T29": "a lineage matched by name",
}

Proofs = Mapping[str, dict[str, list[str]]]
"""What is proven, by which modules, with which of their tests."""


class NoSuchMark(ValueError):
    """Dấu sai: a test names a requirement or a case that the table does not have."""


def proofs(tests: Path = TESTS) -> Proofs:
    """Return the tests by what they prove: a number as text, or a case. Raises NoSuchMark."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        of_module = [
            mark
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
            for mark in _marks(node.value)
        ]
        for test in _tests(tree):
            marks = [mark for each in test.decorator_list for mark in _marks(each)]
            for mark in dict.fromkeys([*of_module, *marks]):
                if mark not in CASES and mark not in map(str, REQUIREMENTS):
                    raise NoSuchMark(f"{path.name}: {test.name} would prove {mark}")
                module = path.relative_to(tests).with_suffix("").as_posix()
                found[mark][module].append(test.name.removeprefix("test_").replace("_", " "))
    return found


def document(found: Proofs) -> str:
    """Return the whole page."""
    numbers = {str(number): text for number, text in REQUIREMENTS.items()}
    proven = [sum(key in found for key in each) for each in (numbers, CASES)]
    lines = [
        HEAD,
        f"**{proven[0]} of {len(numbers)} requirements, {proven[1]} of {len(CASES)} cases.**\n",
        *_part("Requirements", numbers, found),
        *_part("Published cases", CASES, found),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page, or with --check tell whether it is current."""
    text = document(proofs())
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text() == text else 1
    TARGET.write_text(text)
    return 0


def _part(title: str, texts: Mapping[str, str], found: Proofs) -> Iterator[str]:
    yield f"## {title}\n"
    for key, text in texts.items():
        yield f"**{key}** {text}" + ("" if key in found else f": {NOT_YET}") + "\n"
        for path, sentences in found.get(key, {}).items():
            yield f"- `{path}`: {'; '.join(sentences)}"
        if key in found:
            yield ""


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _marks(node: ast.expr) -> Iterator[str]:
    """Yield what the marks in an expression name, those of single parameters too."""
    for call in ast.walk(node):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        if call.func.attr in ("requirement", "fixture_case"):
            yield from (str(ast.literal_eval(argument)) for argument in call.args)


if __name__ == "__main__":
    raise SystemExit(main())
