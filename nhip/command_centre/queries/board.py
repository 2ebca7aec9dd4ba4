"""Bảng số liệu trên trang: every total with coverage, source, time received and freshness."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from nhip.accounts.models import User
from nhip.command_centre.queries.among import among
from nhip.command_centre.queries.changes import Change, changes_of
from nhip.command_centre.queries.choices import Board, Choice, board_of, periods_of, sight_of
from nhip.command_centre.queries.pictures import pictures_of
from nhip.command_centre.queries.shared import Renderings, reach_of, shared
from nhip.command_centre.queries.wording import sources_mark, total_mark, vintage_text
from nhip.command_centre.rules import freshness_of_total
from nhip.core.clock import local
from nhip.core.numbers import format_decimal
from nhip.indicators.models import Indicator
from nhip.indicators.queries import Line, Total
from nhip.indicators.queries import board as totals_of
from nhip.indicators.rules.values import State
from nhip.organisations.models import Name
from nhip.reporting.models import Regime
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.queries.wording import MISSING_SIGN, NIL_SIGN
from nhip.reporting.rules.forms import Address
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark

if TYPE_CHECKING:
    from nhip.ui.charts import Chart

FEW_TILES = 6
FEW_NAMES = 5


@dataclass(frozen=True)
class Tile:
    """Một số tổng hợp trên trang."""

    query: str
    label: str
    value: str
    adds: bool
    unit_of_measure: str
    vintage: str
    period: str
    present: int
    expected: int
    missing: Sequence[str]
    more_missing: int
    source: Mark
    received_at: dt.datetime | None
    freshness: Mark
    is_new: bool = False
    changes: Sequence[Change] = ()

    def since(self, seen: dt.datetime) -> "Tile":
        """Return the total, marked if it has moved since."""
        return replace(self, is_new=bool(self.received_at and self.received_at > seen))

    @property
    def is_complete(self) -> bool:
        """Tell whether nobody is missing."""
        return self.present >= self.expected


@dataclass(frozen=True)
class Option:
    """Một mục để chọn."""

    value: str
    label: str


@dataclass(frozen=True)
class BoardPage:
    """Bảng số liệu trên trang."""

    choice: Choice
    title: str
    period: str
    window: tuple[dt.datetime, dt.datetime] | None
    due_at: dt.datetime | None
    regimes: Sequence[Option]
    periods: Sequence[Option]
    tiles: Sequence[Tile]
    are_few: bool
    receives: bool
    newest_at: dt.datetime | None
    lines: Sequence[Option] = ()
    drawn: str = ""
    charts: "Sequence[Chart]" = ()
    renderings: Renderings = field(default_factory=Renderings, compare=False, repr=False)

    @property
    def news(self) -> Sequence[str]:
        """Return what is new to whoever saw the board before, in words."""
        return [
            f"{one.label}: {one.value} ({one.present}/{one.expected})"
            for one in self.tiles
            if one.is_new
        ]

    @property
    def marked(self) -> Hashable:
        """Return which totals are marked as new: what tells one rendering from another."""
        return tuple(one.is_new for one in self.tiles)

    def since(self, seen: dt.datetime | None) -> "BoardPage":
        """Return the page for somebody who saw it at that moment, with what is new since marked."""
        if seen is None:
            return self
        return replace(self, tiles=[one.since(seen) for one in self.tiles])


def board_page(
    choice: Choice, *, viewer: User, now: dt.datetime, heard: float | None = None
) -> BoardPage | None:
    """Return the board asked for; None when this person has none to see."""
    on, plain = local(now).date(), replace(choice, seen=None)
    page = shared(
        ("board", plain, reach_of(viewer, on=on), on),
        lambda: _page(plain, viewer, now, on),
        now=now,
        heard=heard,
    )
    return page.since(choice.seen) if page else None


def _page(choice: Choice, viewer: User, now: dt.datetime, on: dt.date) -> BoardPage | None:
    sight = sight_of(viewer, on=on)
    regimes, board = sight.regimes, board_of(choice, sight, now=now)
    if board is None:
        return _empty(choice, list(regimes)) if regimes else None
    tiles, newest_at = tiles_of(board, now=now)
    drawn = drawn_line(board, tiles)
    return BoardPage(
        choice=board.choice.at(cell=str(drawn) if drawn and choice.cell else ""),
        title=regime_name(board.regime),
        period=in_language(board.period.label_vi, board.period.label_en),
        window=(board.period.starts_at, board.period.ends_at),
        due_at=board.due_at,
        regimes=[Option(one.code, regime_name(one)) for one in regimes],
        periods=[
            Option(one.key, in_language(one.label, one.label_en))
            for one in periods_of(board.regime)
        ],
        tiles=tiles,
        are_few=len(tiles) <= FEW_TILES,
        receives=board.receives,
        newest_at=newest_at,
        lines=[
            Option(str(address), tile.label)
            for address, tile in zip(board.lines(), tiles, strict=True)
        ],
        drawn=str(drawn) if drawn else "",
        charts=charts_of(board, drawn, tiles),
    )


def drawn_line(board: Board, tiles: Sequence[Tile]) -> Address | None:
    """Return the line that is drawn: the one asked for, else the first total with a past."""
    if asked := board.line():
        return asked[0]
    addresses = list(board.lines())
    ranked = list(zip(addresses, tiles, strict=True))
    known = [address for address, tile in ranked if tile.adds and tile.present]
    with_past = [address for address, tile in ranked if tile.changes]
    return next(iter(with_past or known or addresses), None)


def charts_of(board: Board, address: Address | None, tiles: Sequence[Tile]) -> "Sequence[Chart]":
    """Return the charts of one line, with the source and the window under each."""
    if address is None:
        return []
    tile = dict(zip(board.lines(), tiles, strict=True))[address]
    period = in_language(board.period.label_vi, board.period.label_en)
    return pictures_of(board, address, source=f"{period} · {tile.source.word}")


def _empty(choice: Choice, regimes: Sequence[Regime]) -> BoardPage:
    """Return the page of a regime that has neither figures nor anything owed yet."""
    chosen = next((one for one in regimes if one.code == choice.regime), regimes[0])
    return BoardPage(
        choice=replace(choice, regime=chosen.code),
        title=regime_name(chosen),
        period="",
        window=None,
        due_at=None,
        regimes=[Option(one.code, regime_name(one)) for one in regimes],
        periods=[],
        tiles=[],
        are_few=True,
        receives=False,
        newest_at=None,
    )


def tiles_of(board: Board, *, now: dt.datetime) -> tuple[list[Tile], dt.datetime | None]:
    """Return the board's totals, and when the newest figure in them came."""
    totals = _totals(board)
    names = _missing_names(board, totals)
    measures = _measures(totals)
    tiles = [
        _tile(board, address, total, names=names, measure=measures[total.line.indicator], now=now)
        for address, total in totals.items()
    ]
    if len(tiles) <= FEW_TILES:
        changes = changes_of(list(totals.values()), board.units, as_of=board.choice.as_of)
        tiles = [replace(tile, changes=one) for tile, one in zip(tiles, changes, strict=True)]
    came = [total.accepted_at for total in totals.values() if total.accepted_at]
    return tiles, max(came, default=None)


def value_text(total: Total, decimals: int) -> str:
    """Return a total as it is printed."""
    if total.value is not None:
        return format_decimal(total.value, decimals)
    return NIL_SIGN if total.state is State.NIL else MISSING_SIGN


def _totals(board: Board) -> dict[Address, Total]:
    """Return the total of every line, one statement per calendar."""
    by_period: defaultdict[str, list[tuple[Address, Line]]] = defaultdict(list)
    for address, (key, line) in board.lines().items():
        by_period[key].append((address, line))
    found: dict[Address, Total] = {}
    for key, asked in by_period.items():
        lines = [line for _address, line in asked]
        totals = totals_of(lines, key, board.units, as_of=board.choice.as_of)
        found |= dict(zip((address for address, _line in asked), totals, strict=True))
    return {address: found[address] for address in board.form.addresses if address in found}


def _missing_names(board: Board, totals: dict[Address, Total]) -> dict[int, str]:
    """Return the names of all units that some total misses, in the order of a dictionary."""
    missing = {unit for total in totals.values() for unit in total.missing}
    names = Name.objects.filter(unit__in=among(missing), valid__contains=board.period.last_date)
    return dict(names.order_by("sort_key").values_list("unit_id", "name"))


def _measures(totals: dict[Address, Total]) -> dict[str, Indicator]:
    codes = {total.line.indicator for total in totals.values()}
    return {one.code: one for one in Indicator.objects.filter(code__in=codes)}


def _tile(
    board: Board,
    address: Address,
    total: Total,
    *,
    names: dict[int, str],
    measure: Indicator,
    now: dt.datetime,
) -> Tile:
    choice = board.choice
    freshness = freshness_of_total(
        present=total.present,
        expected=total.expected,
        stale=total.stale,
        due_at=board.due_at,
        now=choice.as_of or now,
    )
    missing = frozenset(total.missing)
    named = list(islice((name for unit, name in names.items() if unit in missing), FEW_NAMES))
    return Tile(
        query=choice.at(cell=str(address)).query,
        label=board.label(address),
        value=value_text(total, measure.decimals),
        adds=total.adds,
        unit_of_measure=in_language(measure.unit_of_measure, measure.unit_of_measure_en),
        vintage=vintage_text(total.line.vintage),
        period=in_language(total.period.label_vi, total.period.label_en),
        present=total.present,
        expected=total.expected,
        missing=named,
        more_missing=len(total.missing) - len(named),
        source=sources_mark(total.versions, total.sources),
        received_at=total.accepted_at,
        freshness=total_mark(freshness),
    )
