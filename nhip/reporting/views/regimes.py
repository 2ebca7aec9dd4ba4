"""Trang chế độ báo cáo: draw one up for a form, start it, and the list that anybody may read."""

import csv
import io
from dataclasses import asdict, fields

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.core import clock
from nhip.core.numbers import read_whole
from nhip.core.web import Request, public, signed_in
from nhip.organisations.models import Code
from nhip.reporting.actions import regime_design as actions
from nhip.reporting.forms.regimes import read_regime
from nhip.reporting.models import Form, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.queries import regime_design as queries
from nhip.reporting.queries.designing import designs
from nhip.reporting.queries.published import Published, published
from nhip.reporting.tasks.designing import start_regime


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: Request, pk: int) -> HttpResponse:
    """Dựng chế độ báo cáo mới for a form."""
    on, form = clock.today(), get_object_or_404(Form, pk=pk)
    agencies = designs(request.user, on=on)
    if not agencies:
        raise Http404
    if request.method == "POST":
        return _draft(request, form)
    codes = Code.objects.filter(unit=agencies[0][0], scheme="qd20", valid__contains=on)
    recipient = codes.values_list("value", flat=True).first() or ""
    page = queries.new_regime(form, recipient=recipient, on=on)
    return render(request, "reporting/regime.html", {"page": page, "agencies": agencies})


@signed_in
@require_http_methods(["GET", "POST"])
def regime(request: Request, pk: int) -> HttpResponse:
    """Một chế độ đang dựng: describe it, and see what forbids it and what units would owe."""
    found = _mine(request, pk)
    if request.method == "GET":
        page = queries.regime_page(found, now=clock.now())
        return render(request, "reporting/regime.html", {"page": page})
    described = read_regime(request.POST, form_code=found.form.code, on=clock.today())
    actions.describe_regime(actor=request.user, regime_id=pk, described=described, now=clock.now())
    messages.success(request, _("Changed."))
    return redirect("reporting:regime", pk)


@signed_in
@require_POST
def activate(request: Request, pk: int) -> HttpResponse:
    """Kích hoạt: from now on units owe it."""
    reason = request.POST.get("overlap_reason", "")
    start_regime(
        actor=request.user, regime_id=_mine(request, pk).pk, reason=reason, now=clock.now()
    )
    messages.success(request, _("In use. What units owe appears among their work at once."))
    return redirect("reporting:regime", pk)


@signed_in
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Công bố, hoặc thôi công bố."""
    actions.publish_regime(
        actor=request.user,
        regime_id=_mine(request, pk).pk,
        is_public=request.POST.get("then") == "publish",
        now=clock.now(),
    )
    messages.success(request, _("Changed."))
    return redirect("reporting:regime", pk)


@public
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Danh mục báo cáo định kỳ, for anybody."""
    on = clock.today()
    return render(request, "reporting/published.html", {"regimes": published(on=on), "today": on})


@public
@require_GET
def listed_csv(request: HttpRequest) -> HttpResponse:
    """Danh mục báo cáo định kỳ (CSV)."""
    target = io.StringIO()
    writer = csv.DictWriter(target, [field.name for field in fields(Published)])
    writer.writeheader()
    for one in published(on=clock.today()):
        writer.writerow(asdict(one) | {"legal_basis": "; ".join(one.legal_basis)})
    answer = HttpResponse("\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="danh-muc-bao-cao-dinh-ky.csv"'
    return answer


@public
@require_GET
def listed_json(request: HttpRequest) -> HttpResponse:
    """Danh mục báo cáo định kỳ (JSON)."""
    on = clock.today()
    regimes = [asdict(one) for one in published(on=on)]
    return JsonResponse(
        {"as_of": on, "regimes": regimes}, json_dumps_params={"ensure_ascii": False}
    )


def _draft(request: Request, form: Form) -> HttpResponse:
    issuer = read_whole(request.POST.get("issuer", ""))
    if issuer is None or not request.user.may(Permission.DESIGN, issuer, on=clock.today()):
        raise Http404
    described = read_regime(request.POST, form_code=form.code, on=clock.today())
    drafted = actions.draft_regime(
        actor=request.user, issuer_id=issuer, described=described, now=clock.now()
    )
    return redirect("reporting:regime", drafted.pk)


def _mine(request: Request, pk: int) -> Regime:
    mine = Regime.objects.designed_by(request.user, on=clock.today())
    return get_object_or_404(mine.select_related("form"), pk=pk)
