"""Trang tài khoản của tôi: one's tokens, where one is signed in, the second factor."""

import datetime as dt
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nhip.accounts import actions
from nhip.accounts.queries import own_account
from nhip.core import clock
from nhip.core.web import Request, signed_in

A_TOKEN_LASTS: Final = dt.timedelta(days=90)


@signed_in
@require_GET
def own(request: Request) -> HttpResponse:
    """Tài khoản của tôi."""
    return _page(request)


@signed_in
@require_POST
def make_token(request: Request) -> HttpResponse:
    """Tạo mã truy cập, shown on this page and never again."""
    given = actions.give_token(
        actor=request.user,
        user_id=request.user.pk,
        name=request.POST.get("name", ""),
        lasts=A_TOKEN_LASTS,
        now=clock.now(),
    )
    return _page(request, given=given)


@signed_in
@require_POST
def revoke_token(request: Request, pk: int) -> HttpResponse:
    """Thu hồi mã truy cập của mình."""
    token = get_object_or_404(request.user.tokens, pk=pk)
    actions.revoke_token(actor=request.user, token_id=token.pk, now=clock.now())
    messages.success(request, _("The token opens nothing any more."))
    return redirect("accounts:own")


@signed_in
@require_POST
def end_session(request: Request, pk: int) -> HttpResponse:
    """Kết thúc một phiên đăng nhập của mình."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    actions.end_session(actor=request.user, session_id=session.pk, now=clock.now())
    messages.success(request, _("You are signed out there."))
    return redirect("accounts:own")


def _page(request: Request, **more: Any) -> HttpResponse:
    key = request.session.session_key or ""
    account = own_account(request.user, session_key=key, now=clock.now())
    return render(request, "accounts/own.html", {"account": account} | more)
