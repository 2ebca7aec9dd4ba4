#!/usr/bin/env python
"""Bản dịch: gather what is said to people, area by area, and keep it in Vietnamese.

``scripts/messages.py [AREA …]`` reads the Python and the templates of the areas and brings
``nhip/<area>/locale/vi/LC_MESSAGES/django.po`` up to date: new strings are added without a
translation, translations are kept, strings nobody says any more move to the end as ``#~``
and come back with their translation when they are said again. ``--prune`` drops them.
``--check`` writes nothing and fails on what is missing; ``--compile`` makes the ``.mo`` files.
No gettext tools are needed.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "nhip"
LANGUAGE = "vi"
FACT = re.compile(r"%\((\w+)\)")
HEADER = """\
# Bản dịch tiếng Việt của Nhịp.
msgid ""
msgstr ""
"Project-Id-Version: nhip\\n"
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
# Where a call names its context, its string and its plural.
ONE, MANY, NAMED, MANY_NAMED = (0,), (0, 1), (1,), (1, 2)
CALLS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": MANY,
    "ngettext_lazy": MANY,
    "pgettext": NAMED,
    "pgettext_lazy": NAMED,
    "npgettext": MANY_NAMED,
    "npgettext_lazy": MANY_NAMED,
}
Said = tuple[str | tuple[str, ...], str | None]  # a string, or one and many, with its context


def areas() -> list[str]:
    """Return the names of the areas, in order."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def path_of(area: str) -> Path:
    """Return where the area's Vietnamese is kept."""
    return PACKAGE / area / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def said_in(area: str) -> Catalog:
    """Return every string the area says to people, without translations."""
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    for path in sorted((PACKAGE / area).rglob("*.py")):
        for string, context in _said_by_program(path):
            catalogue.add(string, context=context)
    for path in sorted((PACKAGE / area).rglob("templates/**/*.*")):
        for string, context in _said_by_page(path):
            catalogue.add(string, context=context)
    return catalogue


def kept_for(area: str) -> Catalog:
    """Return the area's Vietnamese as it stands in the checkout."""
    if not path_of(area).exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with path_of(area).open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def brought_up_to_date(area: str) -> Catalog:
    """Return the area's strings of today with the translations that are kept."""
    catalogue = kept_for(area)
    for message in list(catalogue.obsolete.values()):
        catalogue[message.id] = message
    catalogue.obsolete.clear()
    catalogue.update(said_in(area), no_fuzzy_matching=True)
    return catalogue


def faults(area: str) -> list[str]:
    """Return one sentence for everything that keeps the area from being said in Vietnamese."""
    kept, today = kept_for(area), brought_up_to_date(area)
    return [
        *(f"{area}: not translated: {m.id!r}" for m in _messages(today) if not _is_done(m)),
        *(f"{area}: fuzzy: {m.id!r}" for m in _messages(kept) if m.fuzzy),
        *(f"{area}: nobody says: {m.id!r}" for m in today.obsolete.values()),
        *(f"{area}: other facts: {m.id!r}" for m in _messages(today) if not _keeps_its_facts(m)),
    ]


def write(area: str, *, prune: bool) -> None:
    """Write the area's catalogue; one that says nothing has none."""
    catalogue, path = brought_up_to_date(area), path_of(area)
    if prune:
        catalogue.obsolete.clear()
    if not len(catalogue) and not catalogue.obsolete:
        path.unlink(missing_ok=True)
        return
    text = io.BytesIO()
    write_po(text, catalogue, width=0, no_location=True, omit_header=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADER}\n{text.getvalue().decode().strip()}\n")


def compile_all() -> None:
    """Write the compiled catalogue of every area beside its source, where it is not yet there."""
    for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns > path.stat().st_mtime_ns:
            continue
        unfinished = compiled.with_suffix(f".{os.getpid()}")
        with path.open("rb") as source, unfinished.open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3], abort_invalid=True))
        unfinished.replace(compiled)


def _said_by_program(path: Path) -> Iterator[Said]:
    # Calls inside f-strings count too; only the syntax tree shows them on every Python.
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        places = CALLS.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
        if places is None or not all(_is_text(call, place) for place in range(places[-1] + 1)):
            continue
        strings = tuple(ast.literal_eval(call.args[place]) for place in places)
        context = ast.literal_eval(call.args[0]) if places[0] else None
        yield strings if len(strings) > 1 else strings[0], context


def _is_text(call: ast.Call, place: int) -> bool:
    given = call.args[place] if place < len(call.args) else None
    return isinstance(given, ast.Constant) and isinstance(given.value, str)


def _said_by_page(path: Path) -> Iterator[Said]:
    from django.utils.translation.template import templatize

    source = io.BytesIO(templatize(path.read_text(), origin=str(path)).encode())
    for _line, string, _comments, context in extract("python", source):
        yield string, context


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _is_done(message: Message) -> bool:
    strings = _forms(message.string)
    return bool(strings) and all(strings)


def _keeps_its_facts(message: Message) -> bool:
    said = set(FACT.findall("".join(_forms(message.id))))
    return not _is_done(message) or said == set(FACT.findall("".join(_forms(message.string))))


def _forms(string: str | Sequence[str] | None) -> Sequence[str]:
    return [string] if isinstance(string, str) else string or []


def main() -> int:
    """Do what the command line asks; 1 when ``--check`` found something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help="all of them when none is named")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on faults")
    parser.add_argument("--compile", action="store_true", help="make the .mo files only")
    parser.add_argument("--prune", action="store_true", help="drop what nobody says any more")
    asked = parser.parse_args()
    chosen = asked.areas or areas()
    if asked.compile:
        compile_all()
        return 0
    if not asked.check:
        for area in chosen:
            write(area, prune=asked.prune)
    found = [fault for area in chosen for fault in faults(area)]
    print("\n".join(found) or "Every string is said in Vietnamese.")
    return 1 if asked.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
