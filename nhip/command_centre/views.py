"""Trang điều hành: the board, one line by place, one figure with its proof, the agencies."""

from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from nhip.command_centre.forms import read_choice
from nhip.command_centre.queries.agencies import agencies_page
from nhip.command_centre.queries.board import board_page
from nhip.command_centre.queries.figure import figure_page
from nhip.command_centre.queries.places import line_page
from nhip.core import clock
from nhip.core.web import Request, signed_in

Shape = TypeVar("Shape")


@signed_in
@never_cache
@require_GET
def board(request: Request) -> HttpResponse:
    """Bảng số liệu. htmx asks for the figures alone."""
    page = _found(board_page(read_choice(request.GET), viewer=request.user, now=clock.now()))
    part = "#figures" if request.htmx else ""
    return render(request, "command_centre/board.html" + part, {"page": page})


@signed_in
@never_cache
@require_GET
def line(request: Request) -> HttpResponse:
    """Một chỉ tiêu theo địa bàn."""
    page = _found(line_page(read_choice(request.GET), viewer=request.user, now=clock.now()))
    part = "#places" if request.htmx else ""
    return render(request, "command_centre/line.html" + part, {"page": page})


@signed_in
@require_GET
def figure(request: Request) -> HttpResponse:
    """Một số liệu và nguồn gốc."""
    page = _found(figure_page(read_choice(request.GET), viewer=request.user, now=clock.now()))
    return render(request, "command_centre/figure.html", {"page": page})


@signed_in
@require_GET
def agencies(request: Request) -> HttpResponse:
    """Các cơ quan: connected and supplying, kept apart."""
    page = _found(agencies_page(viewer=request.user, now=clock.now()))
    return render(request, "command_centre/agencies.html", {"page": page})


def _found(page: Shape | None) -> Shape:
    if page is None:
        raise Http404
    return page
