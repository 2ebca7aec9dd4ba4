"""Số liệu theo địa bàn: one line, unit by unit; what is missing is named."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nhip.accounts.models import User
from nhip.command_centre.queries.board import Tile, tiles_of
from nhip.command_centre.queries.choices import Board, Choice, board_of, sight_of
from nhip.command_centre.queries.shared import Renderings, reach_of, shared
from nhip.command_centre.queries.wording import source_mark
from nhip.core.clock import local
from nhip.indicators.queries import Line, Seen, observations
from nhip.organisations.models import Name
from nhip.reporting.queries.titles import regime_name
from nhip.reporting.queries.wording import figure_text
from nhip.reporting.rules.forms import Address
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark


@dataclass(frozen=True)
class PlaceLine:
    """Một địa bàn: its figure, where it came from, when it was received."""

    query: str
    unit: str
    value: str
    is_missing: bool
    source: Mark | None
    received_at: dt.datetime | None


@dataclass(frozen=True)
class LinePage:
    """Một chỉ tiêu theo địa bàn trên trang."""

    choice: Choice
    board_query: str
    title: str
    label: str
    period: str
    due_at: dt.datetime | None
    total: Tile
    missing: Sequence[PlaceLine]
    present: Sequence[PlaceLine]
    renderings: Renderings = field(default_factory=Renderings, compare=False, repr=False)


def line_page(
    choice: Choice, *, viewer: User, now: dt.datetime, heard: float | None = None
) -> LinePage | None:
    """Return the line asked for, unit by unit; None when this person has no such line."""
    on, plain = local(now).date(), replace(choice, seen=None)
    return shared(
        ("line", plain, reach_of(viewer, on=on), on),
        lambda: _page(plain, viewer, now, on),
        now=now,
        heard=heard,
    )


def _page(choice: Choice, viewer: User, now: dt.datetime, on: dt.date) -> LinePage | None:
    board = board_of(choice, sight_of(viewer, on=on), now=now)
    asked = board.line() if board else None
    if board is None or asked is None:
        return None
    address, key, line = asked
    lines = _lines(board, address, key, line)
    tiles, _newest = tiles_of(board, now=now)
    return LinePage(
        choice=board.choice,
        board_query=board.choice.at().query,
        title=regime_name(board.regime),
        label=board.label(address),
        period=in_language(board.period.label_vi, board.period.label_en),
        due_at=board.due_at,
        total=next(one for one in tiles if one.label == board.label(address)),
        missing=[one for one in lines if one.is_missing],
        present=[one for one in lines if not one.is_missing],
    )


def _lines(board: Board, address: Address, key: str, line: Line) -> list[PlaceLine]:
    seen = {
        one.unit_id: one for one in observations(line, [key], board.units, as_of=board.choice.as_of)
    }
    names = Name.objects.filter(unit__in=board.units, valid__contains=board.period.last_date)
    return [
        _line(board, address, unit, name, seen.get(unit))
        for unit, name in names.order_by("sort_key").values_list("unit_id", "name")
    ]


def _line(board: Board, address: Address, unit: int, name: str, seen: Seen | None) -> PlaceLine:
    choice = board.choice.at(cell=str(address), unit_id=unit)
    if seen is None or seen.value.is_missing:
        return PlaceLine(choice.query, name, "", True, None, None)
    return PlaceLine(
        query=choice.query,
        unit=name,
        value=figure_text(seen.value, board.form.places_of(address)),
        is_missing=False,
        source=source_mark(seen),
        received_at=seen.accepted_at,
    )
