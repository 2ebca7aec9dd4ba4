"""Trang Excel của báo cáo: take the workbook along, send it back, see what changes, confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.core import clock
from nhip.core.numbers import read_whole
from nhip.core.web import Request, signed_in
from nhip.files import providers as files
from nhip.reporting.forms import read_file
from nhip.reporting.forms.declared import read_declared
from nhip.reporting.queries import worksheet as sheets
from nhip.reporting.queries.titles import title_of, unit_names
from nhip.reporting.queries.workbooks import faults_in_words, file_name, files_taken
from nhip.reporting.tasks import workbooks
from nhip.reporting.views.seen import report_seen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """Tải tệp Excel: the official layout with what is known, formulas live."""
    found, now = report_seen(request, pk), clock.now()
    name = file_name(found, on=clock.today())
    return HttpResponse(
        workbooks.workbook_of(found, now=now),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@signed_in
@require_http_methods(["GET", "POST"])
def workbook(request: Request, pk: int) -> HttpResponse:
    """Nhập từ Excel: how it goes; after a file came, what taking it in would change."""
    found, now = report_seen(request, pk), clock.now()
    if not sheets.may_fill(found, viewer=request.user, on=clock.today()):
        return redirect("reporting:report", pk)
    unit = found.obligation.unit_id
    name = unit_names([unit], on=clock.today()).get(unit, "")
    facts = {
        "report": found,
        "title": title_of(found.obligation, unit=name, now=now),
        "taken": files_taken(found),
    }
    if request.method == "POST":
        declared = read_declared(request.POST)
        name, content = read_file(request.FILES)
        proposal = workbooks.propose(found, content, now=now)
        facts |= {
            "name": name,
            "declared": declared,
            "proposal": proposal,
            "faults": faults_in_words(proposal.faults, found.form),
            "sha256": "" if proposal.faults else files.store(content),
        }
    return render(request, "reporting/workbook.html", facts)


@signed_in
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Nhận số liệu từ tệp: enter what was shown."""
    found = report_seen(request, pk)
    said = request.POST
    revision = read_whole(said.get("revision", ""))
    workbooks.take_workbook(
        actor=request.user,
        report_id=found.pk,
        file=workbooks.FileReturned(
            said.get("name", "")[:200],
            files.fetch(said.get("sha256", "")),
            read_declared(said),
        ),
        revision=-1 if revision is None else revision,
        now=clock.now(),
    )
    messages.success(request, _("The figures of the workbook are in the sheet now."))
    return redirect("reporting:worksheet", pk)
