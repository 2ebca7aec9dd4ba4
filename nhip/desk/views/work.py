"""Trang việc của tôi, đăng nhập, và các vai của bản trình diễn."""

from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, public, signed_in
from nhip.desk.forms import read_agency
from nhip.desk.queries.my_work import my_work as work_of
from nhip.desk.queries.people import cast, simulated

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@signed_in
@never_cache
@require_GET
def my_work(request: Request) -> HttpResponse:
    """Việc của tôi. The live stream's script asks for the lists alone."""
    work = work_of(viewer=request.user, now=clock.now())
    part = "#work" if request.htmx else ""
    return render(request, "desk/my_work.html" + part, {"work": work})


@public
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Đăng nhập: by name and password; in a demonstration also as one of its people."""
    shown = {"cast": cast(asked=read_agency(request.GET), now=clock.now())}
    page = LoginView.as_view(template_name="desk/sign_in.html", extra_context=shown)
    answer: HttpResponseBase = page(request)
    return answer


@public
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Các vai của bản trình diễn: whom a visitor may play; absent anywhere else."""
    found = cast(asked=read_agency(request.GET), now=clock.now())
    if found is None:
        raise Http404
    return render(request, "desk/people.html", {"cast": found})


@public
@require_POST
def play(request: HttpRequest, pk: int) -> HttpResponse:
    """Vào vai: sign in as an invented person of a demonstration, and as nobody else."""
    person = simulated(pk)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect("desk:my_work")
