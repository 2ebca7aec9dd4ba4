"""Trang lịch nghỉ: the days off and swapped days of each year, and the text that decrees them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.desk.forms import read_days
from nhip.desk.views.administration import PAGES, only_with, shown
from nhip.indicators.actions import set_working_year
from nhip.indicators.queries.working_days import years_shown


@signed_in
@require_GET
@only_with(PAGES["days_off"])
def days_off(request: Request) -> HttpResponse:
    """Lịch nghỉ."""
    years = years_shown()
    return shown(request, "days_off", years=years, next_year=years[0].year + 1)


@signed_in
@require_POST
@only_with(PAGES["days_off"])
def enter(request: Request, year: int) -> HttpResponse:
    """Nhập lịch nghỉ của một năm."""
    if year not in clock.YEARS:
        raise Http404
    set_working_year(
        actor=request.user,
        year=year,
        days_off=read_days(request.POST, "days_off"),
        swapped_in=read_days(request.POST, "swapped_in"),
        citation=request.POST.get("citation", ""),
        now=clock.now(),
    )
    said = _("The days off of %(year)d hold; deadlines that are not fixed yet follow them.")
    messages.success(request, said % {"year": year})
    return redirect("desk:days_off")
