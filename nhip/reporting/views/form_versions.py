"""Trang lịch sử biểu mẫu: versions and their decisions, what each changed, what it goes on from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.reporting.actions.crosswalks import draw_crosswalk
from nhip.reporting.forms.crosswalks import read_crosswalk
from nhip.reporting.models import Form, FormVersion, Regime
from nhip.reporting.permissions import Permission
from nhip.reporting.queries import form_versions as queries


@signed_in
@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    """Lịch sử biểu mẫu."""
    form = get_object_or_404(Form.objects.filter(versions__isnull=False).distinct(), pk=pk)
    page = queries.form_history(form)
    drafted = Regime.objects.designed_by(request.user, on=clock.today()).filter(form=form)
    facts = {"page": page, "designs": _may(request, Permission.DESIGN), "drafted": drafted}
    return render(request, "reporting/form_history.html", facts)


@signed_in
@require_GET
def version(request: Request, pk: int) -> HttpResponse:
    """Một phiên bản biểu mẫu: how it differs from the one before, and what it goes on from."""
    found = _version(pk)
    facts = {"page": queries.version_page(found), "designs": _may(request, *found.right_to_design)}
    return render(request, "reporting/form_version.html", facts)


@signed_in
@require_POST
def crosswalk(request: Request, pk: int) -> HttpResponse:
    """Sửa bảng đối chiếu."""
    draw_crosswalk(
        actor=request.user,
        version_id=_version(pk).pk,
        way=read_crosswalk(request.POST),
        now=clock.now(),
    )
    messages.success(request, _("Figures of earlier periods now go over by this table."))
    return redirect("reporting:form_version", pk)


def _version(pk: int) -> FormVersion:
    return get_object_or_404(FormVersion.objects.select_related("form", "draft"), pk=pk)


def _may(request: Request, right: Permission, unit_id: int | None = None) -> bool:
    return bool(request.user.may(right, unit_id, on=clock.today()))
