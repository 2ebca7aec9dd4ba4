"""Trang báo cáo: the worksheet, the report with its history, return, signature, versions."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.core.web import Request, signed_in
from nhip.reporting import actions, forms, tasks
from nhip.reporting.actions import rows
from nhip.reporting.actions.entry import SomebodyElseSaved
from nhip.reporting.actions.filling import SomebodyElseWrote, fill_in
from nhip.reporting.models import Obligation, Report
from nhip.reporting.queries import report_page, saving, version_page
from nhip.reporting.queries import worksheet as sheets
from nhip.reporting.queries.sign_list import sign_list
from nhip.reporting.queries.wording import moment_text
from nhip.reporting.views.seen import report_seen


@signed_in
@require_POST
def open_report(request: Request, pk: int) -> HttpResponse:
    """Lập báo cáo: open the worksheet of an obligation."""
    found = _obligation(request, pk)
    report = actions.open_report(actor=request.user, obligation_id=found.pk, now=clock.now())
    return redirect("reporting:worksheet", report.pk)


@signed_in
@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    """Đính chính: open the next round of what was sent, with a reason."""
    report = actions.open_correction(
        actor=request.user,
        obligation_id=_obligation(request, pk).pk,
        reason=request.POST.get("reason", ""),
        now=clock.now(),
    )
    return redirect("reporting:worksheet", report.pk)


@signed_in
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """Báo cáo."""
    page = report_page.report_page(report_seen(request, pk), viewer=request.user, now=clock.now())
    return render(request, "reporting/report.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def worksheet(request: Request, pk: int) -> HttpResponse:
    """Bảng nhập: show the sheet, or store what was typed."""
    found = report_seen(request, pk)
    if not sheets.may_fill(found, viewer=request.user, on=clock.today()):
        return redirect("reporting:report", pk)
    if request.method == "POST":
        return _save(request, found)
    page = sheets.worksheet(found, viewer=request.user, now=clock.now())
    return render(request, "reporting/worksheet.html", {"page": page})


@signed_in
@require_POST
def autosave(request: Request, pk: int) -> JsonResponse:
    """Tự lưu: store a batch of what is being typed, or say who saved what meanwhile."""
    found, now = report_seen(request, pk), clock.now()
    try:
        sheet = forms.read_batch(request.body, found.form)
    except forms.NotABatch:
        return JsonResponse({"message": _("This is not a batch of figures.")}, status=400)
    if sheet.attempt.faults:
        return JsonResponse({"faults": saving.faults_json(sheet.attempt.faults)}, status=422)
    try:
        saved = fill_in(actor=request.user, report_id=pk, filling=sheet.filling, now=now)
    except (SomebodyElseSaved, SomebodyElseWrote):
        return JsonResponse(saving.meanwhile(report_seen(request, pk), sheet.attempt), status=409)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=refusal.status)
    return JsonResponse({"revision": saved.revision, "saved_at": moment_text(now)})


@signed_in
@require_http_methods(["GET", "POST"])
def give_back(request: Request, pk: int) -> HttpResponse:
    """Trả lại: with a reason for the whole or per cell."""
    found = report_seen(request, pk)
    if request.method == "GET":
        page = report_page.report_page(found, viewer=request.user, now=clock.now())
        if not page.may.give_back:
            return redirect("reporting:report", pk)
        return render(request, "reporting/return.html", {"page": page})
    actions.return_to_reporter(
        actor=request.user,
        report_id=pk,
        reasons=forms.read_reasons(request.POST, found.form),
        now=clock.now(),
    )
    messages.success(request, _("The report went back to the reporter with your reasons."))
    return redirect("reporting:report", pk)


@sensitive_post_parameters("pin")
@signed_in
@require_http_methods(["GET", "POST"])
def sign(request: Request, pk: int) -> HttpResponse:
    """Ký: show what will be signed, then sign it with the signer's own key."""
    found = report_seen(request, pk)
    if request.method == "GET":
        page = report_page.sign_page(found, viewer=request.user, now=clock.now())
        if not page.page.may.sign:
            return redirect("reporting:report", pk)
        return render(request, "reporting/sign.html", {"sign": page, "page": page.page})
    pin = request.POST.get("pin", "")
    tasks.sign(actor=request.user, report_id=pk, pin=pin, now=clock.now())
    messages.success(request, _("Signed. Number and date were given; the clerk seals it next."))
    return redirect("reporting:report", pk)


@signed_in
@require_GET
def sign_several(request: Request) -> HttpResponse:
    """Ký nhiều báo cáo: what waits for this person, each to be read before it is ticked."""
    page = sign_list(viewer=request.user, now=clock.now())
    return render(request, "reporting/sign_several.html", {"page": page})


@sensitive_post_parameters("pin")
@signed_in
@require_POST
def sign_one(request: Request, pk: int) -> JsonResponse:
    """Ký một báo cáo trong danh sách: one request, one document, one answer."""
    found, pin = report_seen(request, pk), request.POST.get("pin", "")
    if not found.version or found.version.sha256 != request.POST.get("sha256"):
        message = _("The report changed since it was shown; open this page again.")
        return JsonResponse({"message": message}, status=409)
    try:
        signed = tasks.sign(actor=request.user, report_id=pk, pin=pin, now=clock.now())
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=refusal.status)
    return JsonResponse({"number": signed.document.number if signed.document else ""})


@signed_in
@require_GET
def version(request: Request, sha256: str) -> HttpResponse:
    """Phiên bản báo cáo: what was signed, cell by cell, and where it stands."""
    on = clock.today()
    found = version_page.visible_version(sha256, viewer=request.user, on=on)
    if found is None:
        raise Http404
    page = version_page.version_page(found, asked=request.GET.get("cell", ""), now=clock.now())
    return render(request, "reporting/version.html", {"page": page})


def _save(request: Request, found: Report) -> HttpResponse:
    sheet, now = forms.read_sheet(request.POST, found.form), clock.now()
    if not sheet.fits(found.revision):
        page = sheets.worksheet(found, viewer=request.user, now=now, attempt=sheet.attempt)
        status = 422 if sheet.attempt.faults else 409
        return render(request, "reporting/worksheet.html", {"page": page}, status=status)
    saved = fill_in(actor=request.user, report_id=found.pk, filling=sheet.filling, now=now)
    return _go_on(request, saved)


def _go_on(request: Request, saved: Report) -> HttpResponse:
    """Do what the pressed button asks for beside saving: nothing, fill with nil, or put up."""
    asked, now = request.POST.get("then"), clock.now()
    if asked == "put_up":
        actions.put_up(actor=request.user, report_id=saved.pk, now=now)
        messages.success(request, _("The report is before the leader now."))
        return redirect("reporting:report", saved.pk)
    if asked == "nil":
        revision = saved.revision
        actions.mark_nil(actor=request.user, report_id=saved.pk, revision=revision, now=now)
    elif asked:
        _change_rows(request, saved, asked)
    messages.success(request, _("Saved."))
    return redirect("reporting:worksheet", saved.pk)


def _change_rows(request: Request, saved: Report, asked: str) -> None:
    """Add a row to a list, or take one away."""
    deed, _colon, named = asked.partition(":")
    person, pk, seen, now = request.user, saved.pk, saved.revision, clock.now()
    if deed == "add":
        rows.add_row(actor=person, report_id=pk, template=named, revision=seen, now=now)
    if deed == "remove":
        rows.take_row_away(actor=person, report_id=pk, row=named, revision=seen, now=now)


def _obligation(request: Request, pk: int) -> Obligation:
    mine = Obligation.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine, pk=pk)
