"""Bảng đối chiếu: which rows and columns of an older form version go on in a newer one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from nhip.reporting.rules.evaluation import added
from nhip.reporting.rules.figures import MISSING, Value
from nhip.reporting.rules.forms import Address, Binding, Form, Row

Parts = Mapping[str, tuple[str, ...]]
"""For a code of the newer version, the codes of the older one whose figures it goes on from."""


class Why(StrEnum):
    """Căn cứ: why a part is taken for the same; ``code`` alone proves nothing."""

    SAME = "same"
    NUMBER_AND_WORDS = "number_and_words"
    MEANING = "meaning"
    WORDS = "words"
    CODE = "code"


class Guess(NamedTuple):
    """Dự đoán: the part of the older version, and why it is taken for the same."""

    old: str
    why: Why

    @property
    def is_sure(self) -> bool:
        """Tell whether figures go over by it before a person has looked at it."""
        return self.why is not Why.CODE


@dataclass(frozen=True)
class Crosswalk:
    """Bảng đối chiếu: rows and columns of the newer version, each by what it goes on from."""

    rows: Parts = field(default_factory=dict)
    columns: Parts = field(default_factory=dict)

    @classmethod
    def read(
        cls, rows: Mapping[str, Iterable[str]], columns: Mapping[str, Iterable[str]]
    ) -> "Crosswalk":
        """Return the crosswalk that two JSON objects say."""
        return cls(*({new: tuple(old) for new, old in each.items()} for each in (rows, columns)))

    def after(self, earlier: "Crosswalk") -> "Crosswalk":
        """Return what leads from the earlier one's older version to this one's newer."""
        return Crosswalk(_after(self.rows, earlier.rows), _after(self.columns, earlier.columns))

    def sources(self, address: Address) -> list[Address]:
        """Return the cells of the older version that a cell goes on from."""
        columns = self.columns.get(address.column, ())
        return [Address(row, one) for row in self.rows.get(address.row, ()) for one in columns]


@dataclass(frozen=True)
class Proposal:
    """Đề xuất: for each part of the newer version, what it most likely goes on from."""

    rows: Mapping[str, Guess]
    columns: Mapping[str, Guess]

    @property
    def sure(self) -> Crosswalk:
        """Return what may be used before a person has looked at it."""
        return Crosswalk(_sure(self.rows), _sure(self.columns))


class Carried(NamedTuple):
    """Số liệu chuyển sang: a figure in its new place, and the cells it came from."""

    value: Value
    sources: tuple[Address, ...]


class _Part(NamedTuple):
    code: str
    number: str
    words: str
    path: str
    meaning: frozenset[Hashable]
    gist: frozenset[Hashable]


# From the surest to the least: a part once taken is not taken again.
_TRIES: Final[tuple[tuple[Why, Callable[[_Part], Hashable]], ...]] = (
    (Why.SAME, lambda part: (part.code, part.path)),
    (Why.NUMBER_AND_WORDS, lambda part: part.number and (part.number, part.path)),
    (Why.MEANING, lambda part: part.meaning),
    (Why.WORDS, lambda part: part.path),
    (Why.MEANING, lambda part: part.gist),
    (Why.NUMBER_AND_WORDS, lambda part: part.number and (part.number, part.words)),
    (Why.WORDS, lambda part: part.words),
    (Why.CODE, lambda part: part.code),
)


@lru_cache(maxsize=64)
def propose(older: Form, newer: Form) -> Proposal:
    """Return what the rows and columns of a newer version most likely go on from."""
    return Proposal(
        _matched(_rows(older), _rows(newer)), _matched(_columns(older), _columns(newer))
    )


def carry(
    figures: Mapping[Address, Value], crosswalk: Crosswalk, form: Form
) -> dict[Address, Carried]:
    """Return figures of an older version in the cells of a newer one.

    Several old cells come to their sum; rates do not add up, so they are left missing.
    """
    carried = {}
    for address in form.addresses:
        if sources := tuple(crosswalk.sources(address)):
            values = [figures.get(one, MISSING) for one in sources]
            carried[address] = Carried(_one(values, form.type_of(address)), sources)
    return carried


def unknown(crosswalk: Crosswalk, older: Form, newer: Form) -> list[str]:
    """Return the codes a crosswalk names that its versions do not have."""
    return [
        code
        for parts, old, new in (
            (crosswalk.rows, older.row.keys(), newer.row.keys()),
            (crosswalk.columns, older.column.keys(), newer.column.keys()),
        )
        for code in (*(set(parts) - new), *({one for each in parts.values() for one in each} - old))
    ]


def _one(values: Sequence[Value], kind: str) -> Value:
    if len(values) == 1:
        return values[0]
    return MISSING if kind == "rate" else added(values)


def _after(later: Parts, earlier: Parts) -> dict[str, tuple[str, ...]]:
    # One old figure counts once, by however many ways it leads to the new one.
    joined = {
        new: tuple(dict.fromkeys(first for old in between for first in earlier.get(old, ())))
        for new, between in later.items()
    }
    return {new: old for new, old in joined.items() if old}


def _sure(guesses: Mapping[str, Guess]) -> dict[str, tuple[str, ...]]:
    return {new: (guess.old,) for new, guess in guesses.items() if guess.is_sure}


def _matched(older: Sequence[_Part], newer: Sequence[_Part]) -> dict[str, Guess]:
    """Match parts that agree in something no other part shares, the surest agreement first."""
    old, new = {one.code: one for one in older}, {one.code: one for one in newer}
    found: dict[str, Guess] = {}
    for why, key in _TRIES:
        before = {key(one): one.code for one in _alone(old.values(), key)}
        for part in _alone(new.values(), key):
            if (match := before.get(key(part))) is not None:
                found[part.code] = Guess(match, why)
                del old[match], new[part.code]
    return found


def _alone(parts: Iterable[_Part], key: Callable[[_Part], Hashable]) -> list[_Part]:
    """Return the parts that say something under a key which no other part says."""
    said = list(parts)
    times = Counter(key(part) for part in said)
    return [part for part in said if key(part) and times[key(part)] == 1]


def _rows(form: Form) -> list[_Part]:
    bound = _bound(form, lambda address: address.row)
    return [
        _Part(
            row.code,
            row.number,
            _plain(row.label),
            "/".join(_plain(one.label) for one in _up(row, form)),
            frozenset(map(_meant, bound[row.code])),
            frozenset(one.disaggregation for one in bound[row.code]) - {""},
        )
        for row in form.rows
    ]


def _columns(form: Form) -> list[_Part]:
    bound = _bound(form, lambda address: address.column)
    return [
        _Part(
            column.code,
            column.number,
            _plain(column.label),
            "/".join(map(_plain, (*(one.label for one in column.groups), column.label))),
            frozenset(map(_meant, bound[column.code])),
            frozenset((one.indicator, one.measure) for one in bound[column.code]),
        )
        for column in form.columns
    ]


def _bound(form: Form, part: Callable[[Address], str]) -> dict[str, list[Binding]]:
    """Return what the bound cells of each row or column mean."""
    bound: dict[str, list[Binding]] = defaultdict(list)
    for address, binding in form.bindings.items():
        bound[part(address)].append(binding)
    return bound


def _up(row: Row, form: Form) -> Iterator[Row]:
    """Yield a row, what it stands under, and so on to the top."""
    here: Row | None = row
    while here is not None:
        yield here
        here = form.row[here.parent] if here.parent else None


def _meant(binding: Binding) -> Hashable:
    return binding.indicator, binding.disaggregation, binding.measure, binding.calendar


def _plain(words: str) -> str:
    """Return words without what a printer may change: case, spaces, marks at either end."""
    return " ".join(words.casefold().split()).strip(" .,;:–-+*")
