"""Trang điều hành: the board, a line by place, a figure with its proof, agencies, wall screens."""

import io
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    conditional_page,
    require_GET,
    require_http_methods,
    require_POST,
)

from nhip.command_centre import actions, tasks
from nhip.command_centre.forms import read_choice, read_heard, read_screen, read_slide
from nhip.command_centre.queries.agencies import agencies_page
from nhip.command_centre.queries.board import board_page
from nhip.command_centre.queries.choices import sight_of
from nhip.command_centre.queries.figure import figure_page
from nhip.command_centre.queries.places import line_page
from nhip.command_centre.queries.wall import (
    kiosk_of,
    kiosk_shown,
    screen_cookie,
    screens_of,
    slide_of,
)
from nhip.core import clock
from nhip.core.web import Page, Request, public, signed_in
from nhip.events.permissions import Permission as Log

Shape = TypeVar("Shape")


@signed_in
@conditional_page
@require_GET
def board(request: Request) -> HttpResponse:
    """Bảng số liệu. htmx asks for the figures alone."""
    asked, heard = read_choice(request.GET), read_heard(request.headers)
    page = _found(board_page(asked, viewer=request.user, now=clock.now(), heard=heard))
    if request.htmx:
        return _again(render(request, "command_centre/board.html#figures", {"page": page}))
    return _once(render(request, "command_centre/board.html", {"page": page}))


@signed_in
@conditional_page
@require_GET
def line(request: Request) -> HttpResponse:
    """Một chỉ tiêu theo địa bàn."""
    asked, heard = read_choice(request.GET), read_heard(request.headers)
    page = _found(line_page(asked, viewer=request.user, now=clock.now(), heard=heard))
    if request.htmx:
        return _again(render(request, "command_centre/line.html#places", {"page": page}))
    return _once(render(request, "command_centre/line.html", {"page": page}))


@signed_in
@require_GET
def figure(request: Request) -> HttpResponse:
    """Một số liệu và nguồn gốc."""
    page = _found(figure_page(read_choice(request.GET), viewer=request.user, now=clock.now()))
    return render(request, "command_centre/figure.html", {"page": page})


@signed_in
@require_GET
def evidence(request: Request) -> FileResponse:
    """Chứng cứ của một số liệu: one ZIP; the whole log only for those who may see the log."""
    on = clock.today()
    sight, whole_log = sight_of(request.user, on=on), request.user.may(Log.VIEW, None, on=on)
    choice = read_choice(request.GET)
    package = _found(tasks.evidence(choice, sight, whole_log=whole_log, now=clock.now()))
    return FileResponse(
        io.BytesIO(package),
        as_attachment=True,
        filename=f"{choice.regime}-{choice.unit_id}.zip",
        content_type="application/zip",
    )


@signed_in
@require_GET
def agencies(request: Request) -> HttpResponse:
    """Các cơ quan: connected and supplying, kept apart."""
    page = _found(agencies_page(viewer=request.user, now=clock.now()))
    return render(request, "command_centre/agencies.html", {"page": page})


@public
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def door(request: HttpRequest) -> HttpResponse:
    """Cửa của màn hình lớn: a code opens a screen; it travels in no address, and stays here."""
    now, code = clock.now(), request.POST.get("code", "")
    kiosk = kiosk_of(code, now=now) if code else None
    if kiosk is None:
        context = {"is_wrong": bool(code)}
        return render(request, "command_centre/door.html", context, status=404 if code else 200)
    page = redirect("command_centre:wall", kiosk.pk)
    page.set_cookie(
        screen_cookie(kiosk.pk),
        code,
        max_age=kiosk.valid.upper - now,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return page


def _with_moment(page: Page) -> Page:
    """Let every answer say its moment, also one that only says that nothing has changed."""

    @wraps(page)
    def dated(request: HttpRequest, pk: int) -> HttpResponseBase:
        answer = page(request, pk)
        answer["X-Moment"] = clock.local(clock.now()).strftime("%H:%M %d/%m/%Y")
        return answer

    return dated


@public
@_with_moment
@conditional_page
@require_GET
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """Màn hình lớn: whoever opened it sees its boards and nothing else."""
    now, asks_for_slide = clock.now(), "part" in request.GET
    kiosk = kiosk_shown(pk, request.COOKIES, now=now)
    if kiosk is None and not asks_for_slide:
        return redirect("command_centre:door")
    slide = slide_of(_found(kiosk), read_slide(request.GET), now=now)
    context = {"slide": slide, "kiosk": kiosk}
    if not asks_for_slide:
        return _once(render(request, "command_centre/wall.html", context))
    return _again(render(request, "command_centre/wall.html#slide", context))


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


def _once(page: HttpResponse) -> HttpResponse:
    """Let no browser keep a page that somebody else could come back to."""
    add_never_cache_headers(page)
    return page


def _again(part: HttpResponse) -> HttpResponse:
    """Let the browser keep a part that it asks for again and again; unchanged, it is not sent."""
    patch_cache_control(part, private=True, no_cache=True)
    patch_vary_headers(part, ["HX-Request"])
    return part


def _found(page: Shape | None) -> Shape:
    if page is None:
        raise Http404
    return page
