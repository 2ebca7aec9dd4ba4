"""Màn hình lớn trên trang: one slide after another of the boards that a screen may show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from nhip.accounts.models import User
from nhip.accounts.permissions import Permission
from nhip.accounts.queries import scope
from nhip.accounts.rules import digest_of
from nhip.command_centre.models import Kiosk
from nhip.command_centre.queries.board import FEW_TILES, Option, Tile, charts_of, drawn_line
from nhip.command_centre.queries.board import tiles_of as tiles_of_board
from nhip.command_centre.queries.choices import board_on_wall, received_by
from nhip.command_centre.queries.shared import Renderings, shared
from nhip.core.clock import local
from nhip.organisations.models import Name
from nhip.reporting.queries.titles import regime_name
from nhip.ui.queries import in_language

if TYPE_CHECKING:
    from nhip.ui.charts import Chart

PICTURES: Final = 2  # as many as stand side by side on a wall
SLIDES: Final = ("figures", "pictures")


@dataclass(frozen=True)
class Shown:
    """Bảng trên màn hình: what the slides of one board are made of."""

    title: str
    period: str
    due_at: dt.datetime | None
    tiles: Sequence[Tile]
    charts: "Sequence[Chart]"
    renderings: Renderings = field(default_factory=Renderings, compare=False, repr=False)

    @property
    def slides(self) -> Sequence[str]:
        """Return the slides of this board; there is nothing to draw before the first figure."""
        has_figures = any(tile.present for tile in self.tiles)
        return SLIDES if has_figures and self.charts else SLIDES[:1]


@dataclass(frozen=True)
class Slide:
    """Một trang chiếu: the figures of a board, or its pictures."""

    number: int
    count: int
    kind: str
    board: Shown

    @property
    def following(self) -> int:
        """Return the slide after this one; after the last comes the first."""
        return (self.number + 1) % self.count


@dataclass(frozen=True)
class Screens:
    """Các màn hình of the agencies that a person administers, and what a new one could show."""

    kiosks: Sequence[Kiosk]
    units: Sequence[Option]
    boards: Sequence[Option]


@sensitive_variables("secret")
def kiosk_of(secret: str, *, now: dt.datetime) -> Kiosk | None:
    """Return the screen that a code opens now, if there is one."""
    return Kiosk.objects.in_force(now=now).filter(digest=digest_of(secret)).first()


def screen_cookie(pk: int | str = "") -> str:
    """Return the name under which a browser keeps the code of a screen; how all of them begin."""
    return f"nhip_{settings.NHIP_NODE}_screen_{pk}"


@sensitive_variables("cookies")
def kiosk_shown(pk: int, cookies: Mapping[str, str], *, now: dt.datetime) -> Kiosk | None:
    """Return a screen if this browser has opened it and it has neither ended nor been closed."""
    kiosk = kiosk_of(cookies.get(screen_cookie(pk), ""), now=now)
    return kiosk if kiosk and kiosk.pk == pk else None


@sensitive_variables("cookies")
def is_screen(cookies: Mapping[str, str], *, now: dt.datetime) -> bool:
    """Tell whether a browser shows any screen."""
    codes = [code for name, code in cookies.items() if name.startswith(screen_cookie())]
    return Kiosk.objects.in_force(now=now).filter(digest__in=map(digest_of, codes)).exists()


def slide_of(kiosk: Kiosk, number: int, *, now: dt.datetime) -> Slide | None:
    """Return one slide; after the last comes the first. None while there is nothing to show."""
    boards = [board for code in kiosk.regimes if (board := _shown(code, now=now))]
    slides = [(board, kind) for board in boards for kind in board.slides]
    if not slides:
        return None
    board, kind = slides[number % len(slides)]
    return Slide(number=number % len(slides), count=len(slides), kind=kind, board=board)


def _shown(code: str, *, now: dt.datetime) -> Shown | None:
    """Return the newest board of a regime, as whoever receives its reports sees it."""
    question = ("wall", code, local(now).date())
    return shared(question, lambda: _made(code, now), now=now)


def _made(code: str, now: dt.datetime) -> Shown | None:
    board = board_on_wall(code, now=now)
    if board is None:
        return None
    tiles, _newest = tiles_of_board(board, now=now)
    return Shown(
        title=regime_name(board.regime),
        period=in_language(board.period.label_vi, board.period.label_en),
        due_at=board.due_at,
        tiles=tiles[:FEW_TILES],
        charts=charts_of(board, drawn_line(board, tiles), tiles)[:PICTURES],
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
