"""Trang gói tệp gửi lại: a ZIP of workbooks comes in, each file's result, confirmed together."""

import csv

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.accounts.queries import scope
from nhip.core import clock
from nhip.core.numbers import read_whole
from nhip.core.text import harmless
from nhip.core.web import Request, signed_in
from nhip.reporting.actions.bundles import confirm_files
from nhip.reporting.forms.declared import read_declared
from nhip.reporting.forms.uploads import read_file
from nhip.reporting.models import Bundle, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.providers.bundles import LARGEST_BUNDLE
from nhip.reporting.queries import bundles as queries
from nhip.reporting.tasks.bundles import receive_bundle

NEWEST = 50
MARK_OF_UTF8 = "\ufeff"  # without it Excel reads Vietnamese as Latin-1


@signed_in
@require_http_methods(["GET", "POST"])
def bundles(request: Request) -> HttpResponse:
    """Nhận nhiều tệp: send a ZIP in; those sent before."""
    if not scope(request.user, Permission.ENTER, on=clock.today()).exists():
        raise Http404
    if request.method == "POST":
        name, content = read_file(request.FILES, most=LARGEST_BUNDLE)
        bundle = receive_bundle(
            actor=request.user,
            name=name,
            content=content,
            declared=read_declared(request.POST),
            now=clock.now(),
        )
        return redirect("reporting:bundle", bundle.pk)
    sent = Bundle.objects.visible_to(request.user)[:NEWEST]
    return render(request, "reporting/workbook_bundles.html", {"bundles": sent})


@signed_in
@require_GET
def bundle(request: Request, pk: int) -> HttpResponse:
    """Một gói tệp: how far it is read, and what became of each file."""
    shown = queries.bundle_shown(
        _bundle(request, pk),
        outcome=request.GET.get("outcome", ""),
        number=request.GET.get("page", ""),
        now=clock.now(),
    )
    return render(request, "reporting/workbook_bundle.html", {"shown": shown})


@signed_in
@require_GET
def bundle_file(request: Request, pk: int, position: int) -> HttpResponse:
    """Một tệp trong gói: every cell it changes, beside what stands in the report."""
    found = _bundle(request, pk)
    file = get_object_or_404(found.files, position=position)
    mine = Report.objects.visible_to(request.user, on=clock.today())
    report = get_object_or_404(mine.whole(), pk=file.report_id)
    facts = {
        "bundle": found,
        "file": queries.files_shown([file], now=clock.now())[0],
        "changes": queries.file_changes(file, report),
    }
    return render(request, "reporting/workbook_bundle_file.html", facts)


@signed_in
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """Xác nhận: one file, or all that were made from what still stands."""
    found = _bundle(request, pk)
    asked = request.POST.get("position")
    position = read_whole(asked) if asked is not None else None
    if asked is not None and position is None:
        raise Http404
    confirmed = confirm_files(
        actor=request.user,
        bundle_id=found.pk,
        positions=None if position is None else [position],
        now=clock.now(),
    )
    said = ngettext(
        "%(count)d file is being taken in.", "%(count)d files are being taken in.", confirmed
    )
    messages.success(request, said % {"count": confirmed})
    return redirect("reporting:bundle", pk)


@signed_in
@require_GET
def results(request: Request, pk: int) -> HttpResponse:
    """Danh sách kết quả: one line for each file, and one more for each of its faults."""
    found = _bundle(request, pk)
    answer = HttpResponse(MARK_OF_UTF8, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bundle-{found.pk}.csv"'
    table = csv.writer(answer, delimiter=";")
    table.writerow([_("File"), _("Report"), _("Result"), _("Cells changed"), _("Reason")])
    for one in queries.files_shown(list(found.files.all()), now=clock.now()):
        reasons = [one.reason, *one.faults] if one.reason else [""]
        table.writerows(
            [harmless(one.name), one.title, one.mark.word, one.changes, harmless(reason)]
            for reason in reasons
        )
    return answer


def _bundle(request: Request, pk: int) -> Bundle:
    return get_object_or_404(Bundle.objects.visible_to(request.user), pk=pk)
