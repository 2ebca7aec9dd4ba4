"""Trang quản trị: units, people and grants, regimes and forms, keys; each by its own right."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from psycopg.types.range import DateRange

from nhip.accounts.actions import Post, end_grant, grant
from nhip.accounts.models import Grant
from nhip.accounts.rules import RoleName
from nhip.core import clock
from nhip.core.web import Page, Request, signed_in
from nhip.desk.forms import read_span
from nhip.desk.queries import administration as queries
from nhip.desk.queries.oversight import regime_sheet, regimes_listed
from nhip.organisations.models import Unit
from nhip.reporting import actions as reporting
from nhip.reporting.models import FormVersion, Regime
from nhip.reporting.queries.sheet import sheet_of
from nhip.ui.queries import in_language

# Each page of administration with the right that opens it, in the order of the menu.
PAGES: Final = {
    "units": "organisations.administer",
    "users": "accounts.administer",
    "regimes": "reporting.administer",
    "days_off": "indicators.administer",
    "incidents": "reporting.administer",
    "keys": "signing.administer",
    "axis": "exchange.view",
    "operation": "events.operate",
    "events": "events.view",
}


def only_with(right: str) -> Callable[[Page], Page]:
    """Return a decorator that hides a page from everybody without the right."""

    def gate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.may(right, None, on=clock.today()):
                raise Http404
            return page(request, *args, **kwargs)

        return guarded

    return gate


def shown(request: Request, template: str, **facts: Any) -> HttpResponse:
    """Answer a page of administration with the parts this person may open."""
    day = clock.today()
    parts = [name for name, right in PAGES.items() if request.user.may(right, None, on=day)]
    return render(request, f"desk/administration/{template}.html", {"parts": parts} | facts)


@signed_in
@require_GET
def index(request: Request) -> HttpResponse:
    """Quản trị: go to the first page this person may open."""
    day = clock.today()
    for name, right in PAGES.items():
        if request.user.may(right, None, on=day):
            return redirect(f"desk:{name}")
    raise Http404


@signed_in
@require_GET
@only_with(PAGES["units"])
def units(request: Request) -> HttpResponse:
    """Đơn vị: search, or climb down from ministries and provinces."""
    text, day = request.GET.get("q", ""), clock.today()
    found = queries.units_found(text, on=day)
    tops = [] if text.strip() else queries.top_units(on=day)
    return shown(request, "units", q=text, found=found, tops=tops)


@signed_in
@require_GET
@only_with(PAGES["units"])
def unit(request: Request, pk: int) -> HttpResponse:
    """Một đơn vị: everything dated about it."""
    get_object_or_404(Unit, pk=pk)
    sheet = queries.unit_sheet(pk, on=clock.today())
    return shown(request, "unit", sheet=sheet, pk=pk, today=clock.today())


@signed_in
@require_POST
@only_with("reporting.administer")
def put_on_duty(request: Request, pk: int) -> HttpResponse:
    """Phân công người trực của một đơn vị."""
    get_object_or_404(Unit, pk=pk)
    reporting.put_on_duty(
        actor=request.user,
        unit_id=pk,
        name=request.POST.get("name", ""),
        telephone=request.POST.get("telephone", ""),
        valid=DateRange(*read_span(request.POST, today=clock.today())),
        now=clock.now(),
    )
    messages.success(request, _("Who is on duty is recorded."))
    return redirect("desk:unit_sheet", pk)


@signed_in
@require_GET
@only_with(PAGES["users"])
def users(request: Request) -> HttpResponse:
    """Người dùng và quyền."""
    text = request.GET.get("q", "")
    people = queries.people_page(text, viewer=request.user, now=clock.now())
    return shown(request, "users", q=text, people=people)


@signed_in
@require_GET
@only_with(PAGES["users"])
def user(request: Request, pk: int) -> HttpResponse:
    """Một người: every grant, one to give, each to end."""
    person = queries.person_page(pk, viewer=request.user, now=clock.now())
    if person is None:
        raise Http404
    return shown(request, "user", person=person, roles=queries.ROLES.items(), today=clock.today())


@signed_in
@require_POST
@only_with(PAGES["users"])
def give(request: Request, pk: int) -> HttpResponse:
    """Cấp quyền."""
    now, day = clock.now(), clock.today()
    if queries.person_page(pk, viewer=request.user, now=now) is None:
        raise Http404
    role = request.POST.get("role", "")
    if role not in list(RoleName):
        raise Http404
    post = Post(
        RoleName(role),
        queries.unit_coded(request.POST.get("unit", ""), on=day),
        DateRange(*read_span(request.POST, today=day)),
        subtree="subtree" in request.POST,
    )
    grant(actor=request.user, user_id=pk, post=post, now=now)
    messages.success(request, _("The role is given."))
    return redirect("desk:user", pk)


@signed_in
@require_POST
@only_with(PAGES["users"])
def end(request: Request, pk: int) -> HttpResponse:
    """Thu hồi quyền, from today on."""
    held = get_object_or_404(Grant, pk=pk)
    if queries.person_page(held.user_id, viewer=request.user, now=clock.now()) is None:
        raise Http404
    end_grant(actor=request.user, grant_id=pk, on=clock.today(), now=clock.now())
    messages.success(request, _("The role has ended."))
    return redirect("desk:user", held.user_id)


@signed_in
@require_GET
@only_with(PAGES["regimes"])
def regimes(request: Request) -> HttpResponse:
    """Chế độ báo cáo."""
    return shown(request, "regimes", regimes=regimes_listed())


@signed_in
@require_GET
@only_with(PAGES["regimes"])
def regime(request: Request, pk: int) -> HttpResponse:
    """Một chế độ báo cáo: its eleven elements and the law it stands on."""
    get_object_or_404(Regime.objects.announced(), pk=pk)
    return shown(request, "regime", sheet=regime_sheet(pk))


@signed_in
@require_GET
@only_with(PAGES["regimes"])
def form(request: Request, pk: int) -> HttpResponse:
    """Một biểu mẫu: its versions as they are printed, with no figures."""
    versions = FormVersion.objects.filter(form=pk).select_related("form").order_by("-valid")
    if not versions:
        raise Http404
    called = versions[0].form
    title = in_language(called.title, called.title_en)
    sheets = [(one, sheet_of(one.rule, {})) for one in versions]
    return shown(request, "form", form=called, title=title, versions=sheets)


@signed_in
@require_GET
@only_with(PAGES["keys"])
def keys(request: Request) -> HttpResponse:
    """Khóa và chứng thư số."""
    return shown(request, "keys", keys=queries.keys_page(viewer=request.user, now=clock.now()))
