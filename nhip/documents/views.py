"""Trang văn bản: registers, one document with its page, its signatures and its seal."""

import io

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.documents import tasks
from nhip.documents.forms import read_choice
from nhip.documents.models import Document
from nhip.documents.queries.books import book_page
from nhip.documents.queries.pages import document_page
from nhip.files import providers as files
from nhip.signing import tasks as signing
from nhip.signing.queries.pages import shown


@signed_in
@require_GET
def registers(request: Request) -> HttpResponse:
    """Sổ văn bản đi, sổ văn bản đến, with their ten columns."""
    choice = read_choice(request.GET, on=clock.today())
    page = book_page(viewer=request.user, choice=choice, on=clock.today())
    return render(request, "documents/registers.html", {"page": page})


@signed_in
@require_GET
def document(request: Request, pk: int) -> HttpResponse:
    """Một văn bản."""
    found = _document(request, pk)
    page = document_page(found, viewer=request.user, now=clock.now())
    return render(request, "documents/document.html", {"page": page})


@signed_in
@require_GET
def signatures(request: Request, pk: int) -> HttpResponse:
    """Kết quả kiểm tra chữ ký của văn bản, as it is today."""
    found = _document(request, pk)
    verdict = signing.check_file(sha256=found.file_id, now=clock.now())
    context = {"document": found, "verdict": shown(verdict)}
    return render(request, "documents/signatures.html", context)


@signed_in
@require_GET
@xframe_options_sameorigin
def pdf(request: Request, pk: int) -> FileResponse:
    """Tệp PDF: the very bytes that are signed."""
    found = _document(request, pk)
    data = io.BytesIO(files.fetch(found.file_id))
    name = (found.number or found.subject).replace("/", "_")
    return FileResponse(data, content_type=found.file.media_type, filename=f"{name}.pdf")


@sensitive_post_parameters("pin")
@signed_in
@require_POST
def seal(request: Request, pk: int) -> HttpResponse:
    """Đóng dấu."""
    found = _document(request, pk)
    tasks.seal(
        actor=request.user,
        document_id=found.pk,
        pin=request.POST.get("pin", ""),
        now=clock.now(),
    )
    messages.success(request, _("Sealed; the document now goes to its recipients."))
    return redirect("documents:document", pk)


def _document(request: Request, pk: int) -> Document:
    mine = Document.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine.select_related("replaces"), pk=pk)
