"""Màn hình lớn trên trang: one slide after another of the boards that a screen may show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.views.decorators.debug import sensitive_variables

from nhip.accounts.models import User
from nhip.accounts.permissions import Permission
from nhip.accounts.queries import scope
from nhip.accounts.rules import digest_of
from nhip.command_centre.models import Kiosk
from nhip.command_centre.queries.board import FEW_TILES, Option, Tile, charts_of, drawn_line
from nhip.command_centre.queries.board import tiles_of as tiles_of_board
from nhip.command_centre.queries.choices import Board, board_on_wall, received_by
from nhip.core.clock import local
from nhip.organisations.models import Name
from nhip.reporting.queries.titles import regime_name
from nhip.ui.queries import in_language

if TYPE_CHECKING:
    from nhip.ui.charts import Chart

PICTURES: Final = 2  # as many as stand side by side on a wall
SLIDES: Final = ("figures", "pictures")


@dataclass(frozen=True)
class Slide:
    """Một trang chiếu: the figures of a board, or its pictures."""

    number: int
    count: int
    following: int
    title: str
    period: str
    tiles: Sequence[Tile]
    charts: "Sequence[Chart]"


@dataclass(frozen=True)
class Screens:
    """Các màn hình of the agencies that a person administers, and what a new one could show."""

    kiosks: Sequence[Kiosk]
    units: Sequence[Option]
    boards: Sequence[Option]


@sensitive_variables("secret")
def kiosk_of(secret: str, *, now: dt.datetime) -> Kiosk | None:
    """Return the screen to which an address belongs, if it opens now."""
    return Kiosk.objects.in_force(now=now).filter(digest=digest_of(secret)).first()


def slide_of(kiosk: Kiosk, number: int, *, now: dt.datetime) -> Slide | None:
    """Return one slide; after the last comes the first. None while there is nothing to show."""
    boards = [board for code in kiosk.regimes if (board := board_on_wall(code, now=now))]
    if not boards:
        return None
    count = len(boards) * len(SLIDES)
    board, kind = boards[number % count // len(SLIDES)], SLIDES[number % len(SLIDES)]
    tiles, _newest = tiles_of_board(board, now=now)
    return Slide(
        number=number % count,
        count=count,
        following=(number + 1) % count,
        title=regime_name(board.regime),
        period=in_language(board.period.label_vi, board.period.label_en),
        tiles=tiles[:FEW_TILES] if kind == "figures" else [],
        charts=_pictures(board, tiles) if kind == "pictures" else [],
    )


def screens_of(viewer: User, *, now: dt.datetime) -> Screens | None:
    """Return the screens of this person's agencies; None when they administer none."""
    on = local(now).date()
    units = set(scope(viewer, Permission.ADMINISTER, on=on).values_list("pk", flat=True))
    if not units:
        return None
    regimes = received_by(units, on=on)
    names = Name.objects.filter(unit__in=units, valid__contains=on).order_by("sort_key")
    return Screens(
        kiosks=list(Kiosk.objects.filter(unit__in=units)),
        units=[Option(str(pk), name) for pk, name in names.values_list("unit_id", "name")],
        boards=[Option(one.code, regime_name(one)) for one in regimes],
    )


def _pictures(board: Board, tiles: Sequence[Tile]) -> "Sequence[Chart]":
    return charts_of(board, drawn_line(board, tiles), tiles)[:PICTURES]
