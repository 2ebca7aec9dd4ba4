"""Tiếng Việt còn lại: what on an English page is Vietnamese and no name, title or label of data."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from nhip.config.demo.country import Country
from nhip.config.demo.people import invented_name, people_of

NAMES = {"Nhịp", "Hà Nội"}
WORDS = """() => {
    const shown = element => element?.checkVisibility() && !element.closest("[lang=vi], script");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), words = [];
    while (texts.nextNode())
        if (shown(texts.currentNode.parentElement)) words.push(texts.currentNode.data.trim());
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
        if (shown(element)) words.push(element.ariaLabel, element.title, element.placeholder);
    return [document.title, ...words].filter(Boolean);
}"""


def left_in_vietnamese(page: Page, country: Country) -> list[str]:
    """Return what a page says in Vietnamese, apart from what the country's data are called."""
    data = _data(country)
    return [words for words in page.evaluate(WORDS) if _is_vietnamese(data.sub("", words))]


def _is_vietnamese(words: str) -> bool:
    return any(one in "đĐ" or len(unicodedata.normalize("NFD", one)) > 1 for one in words)


@cache
def _data(country: Country) -> re.Pattern[str]:
    """Return a pattern of every name and title of the reference tables and of the people."""
    folder = Path(settings.NHIP_REFERENCE)
    known = NAMES | {place.title for place in country.places}
    for file in folder.glob("[firs]*/*.json"):
        known |= set(_strings(json.loads(file.read_text(encoding="utf-8"))))
    for table in (folder / "units").glob("[bp]*.csv"):
        known |= {cell for row in csv.reader(table.open(encoding="utf-8")) for cell in row}
    for agency in country.agencies:
        for part in people_of(agency):
            known |= {part.full_name, part.title}
        known.add(invented_name(f"duty.{agency.lower()}"))
    longest_first = sorted(filter(_is_vietnamese, known), key=len, reverse=True)
    return re.compile("|".join(map(_pattern, longest_first)))


def _pattern(text: str) -> str:
    """Return a pattern of a text, with any figures where it names cells in braces."""
    return r"\S+".join(map(re.escape, re.split(r"\{[^}]+\}", text)))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _strings(one)
        case dict():
            yield from _strings(list(value.values()))
