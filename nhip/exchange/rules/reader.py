"""Người đọc XML: takes values out of elements in any order, and notes everything that is wrong."""

import datetime as dt
import re
from collections.abc import Iterator

from lxml import etree

from nhip.exchange.rules.edxml import DAY, HANOI, MOMENT, child, children, local_name, text_of
from nhip.exchange.rules.faults import Fault, Problem

_NUMBER = re.compile(r"-?[0-9]{1,9}")
NO_DAY = dt.date(1900, 1, 1)
NO_MOMENT = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


class Reader:
    """Người đọc: what it read, and what was wrong on the way."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._read: set[etree._Element] = set()

    def one(self, parent: etree._Element | None, name: str, path: str) -> etree._Element | None:
        """Return the only child of that name; a second one is a fault."""
        found = self.all(parent, name)
        if len(found) > 1:
            self.note(Problem.REPEATED, f"{path}.{name}")
        return found[0] if found else None

    def all(self, parent: etree._Element | None, name: str) -> list[etree._Element]:
        """Return every child of that name."""
        found = list(children(parent, name))
        self._read.update(found)
        return found

    def text(self, parent: etree._Element | None, name: str, path: str) -> str:
        """Return the text of the only child of that name, empty when there is none."""
        element = self.one(parent, name, path)
        if element is not None and len(element):
            self.note(Problem.NOT_PLAIN_TEXT, f"{path}.{name}")
        return text_of(element)

    def number(self, parent: etree._Element | None, name: str, path: str) -> int | None:
        """Return the number in the only child of that name."""
        text = self.text(parent, name, path)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.note(Problem.NOT_A_NUMBER, f"{path}.{name}", text[:20])
            return None
        return int(text)

    def needed(self, parent: etree._Element | None, name: str, path: str) -> etree._Element | None:
        """Return the only child of that name; its absence is a fault."""
        element = self.one(parent, name, path)
        if element is None:
            self.note(Problem.MISSING, f"{path}.{name}")
        return element

    def day(self, parent: etree._Element | None, name: str, path: str) -> dt.date | None:
        """Return the day in the only child of that name."""
        moment = self._parsed(self.text(parent, name, path), DAY, f"{path}.{name}")
        return moment.date() if moment else None

    def moment(self, parent: etree._Element | None, name: str, path: str) -> dt.datetime | None:
        """Return the moment in the only child of that name, written in Hà Nội time."""
        moment = self._parsed(self.text(parent, name, path), MOMENT, f"{path}.{name}")
        return moment.replace(tzinfo=HANOI) if moment else None

    def note(self, problem: Problem, path: str, detail: str = "") -> None:
        """Note one thing that is wrong."""
        self.faults.append(Fault(problem, path, detail))

    def unread(self, root: etree._Element | None) -> Iterator[str]:
        """Yield the elements nobody asked for, as they stand in the envelope."""
        for element in root if root is not None else ():
            if not local_name(element):
                continue
            if element in self._read:
                yield from self.unread(element)
            else:
                yield etree.tostring(element, encoding="unicode", with_tail=False)

    def _parsed(self, text: str, pattern: str, path: str) -> dt.datetime | None:
        if not text:
            return None
        try:
            return dt.datetime.strptime(text, pattern)  # noqa: DTZ007  (edXML writes no zone)
        except ValueError:
            self.note(Problem.NOT_A_DATE, path, text[:20])
            return None


def parsed_instant(parent: etree._Element | None, name: str) -> dt.datetime | None:
    """Return the moment written after ISO 8601 with its offset; None when it is no such thing."""
    try:
        moment = dt.datetime.fromisoformat(text_of(child(parent, name)))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
