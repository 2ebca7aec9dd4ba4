"""Trang lời thuyết minh bằng Word: take the text along, send it back, see what changes, confirm."""

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
from nhip.reporting.queries import worksheet as sheets
from nhip.reporting.queries.narrative_text import text_faults_in_words
from nhip.reporting.queries.titles import title_of, unit_names
from nhip.reporting.queries.workbooks import file_name
from nhip.reporting.tasks import narrative_text
from nhip.reporting.views.seen import report_seen

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """Tải lời thuyết minh: headings and text, figures bound to their cells."""
    found = report_seen(request, pk)
    name = file_name(found, on=clock.today()).replace(".xlsx", ".docx")
    return HttpResponse(
        narrative_text.document_of(found, now=clock.now()),
        content_type=DOCX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@signed_in
@require_http_methods(["GET", "POST"])
def text(request: Request, pk: int) -> HttpResponse:
    """Lời thuyết minh bằng Word: after a file came, what taking it in would change."""
    found, now = report_seen(request, pk), clock.now()
    if not sheets.may_fill(found, viewer=request.user, on=clock.today()):
        return redirect("reporting:report", pk)
    unit = found.obligation.unit_id
    name = unit_names([unit], on=clock.today()).get(unit, "")
    facts = {"report": found, "title": title_of(found.obligation, unit=name, now=now)}
    if request.method == "POST":
        name, content = read_file(request.FILES)
        proposal = narrative_text.propose_text(found, content, now=now)
        facts |= {
            "name": name,
            "proposal": proposal,
            "faults": text_faults_in_words(proposal.faults, found.form),
            "sha256": "" if proposal.faults else files.store(content),
        }
    return render(request, "reporting/workbook_text.html", facts)


@signed_in
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Nhận lời từ tệp: write what was shown."""
    found = report_seen(request, pk)
    revision = read_whole(request.POST.get("revision", ""))
    narrative_text.take_text(
        actor=request.user,
        report_id=found.pk,
        content=files.fetch(request.POST.get("sha256", "")),
        revision=-1 if revision is None else revision,
        now=clock.now(),
    )
    messages.success(request, _("The text of the document is in the report now."))
    return redirect("reporting:worksheet", pk)
