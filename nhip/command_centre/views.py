"""Trang điều hành: the board, a line by place, a figure with its proof, agencies, wall screens."""

from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.command_centre import actions
from nhip.command_centre.forms import read_choice, read_screen, read_slide
from nhip.command_centre.queries.agencies import agencies_page
from nhip.command_centre.queries.board import board_page
from nhip.command_centre.queries.figure import figure_page
from nhip.command_centre.queries.places import line_page
from nhip.command_centre.queries.wall import kiosk_of, screens_of, slide_of
from nhip.core import clock
from nhip.core.web import Request, public, signed_in

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


@public
@never_cache
@require_GET
@sensitive_variables("token")
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """Màn hình lớn: whoever has the address sees its boards and nothing else."""
    now = clock.now()
    kiosk = _found(kiosk_of(token, now=now))
    slide = slide_of(kiosk, read_slide(request.GET), now=now)
    part = "#slide" if "part" in request.GET else ""
    page = render(request, "command_centre/wall.html" + part, {"slide": slide, "kiosk": kiosk})
    page["X-Moment"] = clock.local(now).strftime("%H:%M %d/%m/%Y")
    return page


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def screens(request: Request) -> HttpResponse:
    """Các màn hình lớn: open one, see its address once, close it."""
    now, opened = clock.now(), None
    if request.method == "POST":
        opened = actions.open_kiosk(actor=request.user, now=now, **read_screen(request.POST))
    page = _found(screens_of(request.user, now=now))
    return render(request, "command_centre/screens.html", {"page": page, "opened": opened})


@signed_in
@require_POST
def close_screen(request: Request, pk: int) -> HttpResponse:
    """Đóng một màn hình."""
    page = _found(screens_of(request.user, now=clock.now()))
    _found(next((one for one in page.kiosks if one.pk == pk), None))
    actions.close_kiosk(actor=request.user, kiosk_id=pk, now=clock.now())
    messages.success(request, _("Closed; its address opens nothing any more."))
    return redirect("command_centre:screens")


def _found(page: Shape | None) -> Shape:
    if page is None:
        raise Http404
    return page
