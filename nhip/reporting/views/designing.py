"""Trang dựng biểu mẫu: from an official workbook or a pasted table to a form in force."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nhip.core import clock
from nhip.core.numbers import read_whole
from nhip.core.web import Request, signed_in
from nhip.organisations.queries import search
from nhip.reporting.actions import drafting
from nhip.reporting.actions.drafting import Json
from nhip.reporting.forms.designing import read_block, read_decision, read_part, read_source
from nhip.reporting.models import FormDraft
from nhip.reporting.permissions import Permission
from nhip.reporting.queries import designing as queries
from nhip.reporting.queries.form_versions import changes_of_draft
from nhip.reporting.queries.trials import trials_on
from nhip.reporting.tasks import designing as tasks
from nhip.reporting.views.workbooks import XLSX


@signed_in
@require_GET
def forms(request: Request) -> HttpResponse:
    """Biểu mẫu: those in force, the drafts, and how to begin a new one."""
    on = clock.today()
    agencies = queries.designs(request.user, on=on)
    if not agencies:
        raise Http404
    facts = {
        "versions": queries.forms_in_force(on=on),
        "drafts": FormDraft.objects.visible_to(request.user, on=on).open(),
        "agencies": agencies,
    }
    return render(request, "reporting/forms.html", facts)


@signed_in
@require_POST
def start(request: Request) -> HttpResponse:
    """Dựng biểu mẫu mới: read the page that was sent; of several pages let one be chosen."""
    unit = read_whole(request.POST.get("unit", ""))
    if unit is None or not request.user.may(Permission.DESIGN, unit, on=clock.today()):
        raise Http404
    source = read_source(request.POST, request.FILES)
    pages = tasks.pages_of(source)
    chosen = [page for page in pages if page.name == source.page] or pages
    if len(chosen) > 1:
        facts = {"pages": pages, "source": tasks.kept(source), "unit": unit, "code": source.code}
        return render(request, "reporting/choose_page.html", facts)
    drafted = tasks.drafted(source, chosen[0])
    draft = drafting.start_draft(
        actor=request.user, unit_id=int(unit), drafted=drafted, now=clock.now()
    )
    return redirect("reporting:draft", draft.pk)


@signed_in
@require_GET
def draft(request: Request, pk: int) -> HttpResponse:
    """Một bản dựng: the grid, its doubts, its parts, and the indicators that were looked for."""
    found, on = _draft(request, pk), clock.today()
    page = queries.draft_page(found, on=on)
    text, unit = (request.GET.get(name, "").strip() for name in ("q", "u"))
    facts = {
        "page": page,
        "q": text,
        "found": queries.indicators_found(text) if text else [],
        "u": unit,
        "units": search(unit, on=on),
        "trials": trials_on(found, on=on),
        "changes": changes_of_draft(found),
        "part": _part_asked(page, request.GET.get("part", "")),
        "today": clock.today(),
    }
    return render(request, "reporting/draft.html", facts)


@signed_in
@require_POST
def part(request: Request, pk: int) -> HttpResponse:
    """Sửa một dòng, một cột, hoặc bỏ nó đi."""
    found = _draft(request, pk)
    specification, revision = read_part(request.POST, found)
    _change(request, found, specification, revision)
    return redirect("reporting:draft", pk)


@signed_in
@require_POST
def block(request: Request, pk: int) -> HttpResponse:
    """Gắn chỉ tiêu cho một khối ô, đóng hoặc mở chúng."""
    found = _draft(request, pk)
    specification, revision = read_block(request.POST, found)
    _change(request, found, specification, revision)
    return redirect("reporting:draft", pk)


@signed_in
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Đã xem lại một điểm."""
    position = read_whole(request.POST.get("position", ""))
    drafting.settle_doubt(
        actor=request.user,
        draft_id=_draft(request, pk).pk,
        position=-1 if position is None else position,
        now=clock.now(),
    )
    return redirect("reporting:draft", pk)


@signed_in
@require_GET
def page_preview(request: Request, pk: int) -> HttpResponse:
    """Bản in của biểu đang dựng."""
    pdf = tasks.page_of(_draft(request, pk), now=clock.now())
    return HttpResponse(pdf, content_type="application/pdf")


@signed_in
@require_GET
def workbook_preview(request: Request, pk: int) -> HttpResponse:
    """Tệp Excel của biểu đang dựng."""
    content = tasks.workbook_of(_draft(request, pk))
    headers = {"Content-Disposition": f'attachment; filename="draft-{pk}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@signed_in
@require_POST
def issue(request: Request, pk: int) -> HttpResponse:
    """Ban hành: bring the draft into force by the decision that was named."""
    version = drafting.bring_into_force(
        actor=request.user,
        draft_id=_draft(request, pk).pk,
        decision=read_decision(request.POST),
        now=clock.now(),
    )
    day = version.valid.lower.strftime("%d/%m/%Y")
    said = _("Form %(code)s is in force from %(day)s on.") % {"code": version.form.code, "day": day}
    messages.success(request, said)
    return redirect("reporting:form_history", version.form_id)


@signed_in
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Bỏ bản dựng."""
    drafting.discard_draft(actor=request.user, draft_id=_draft(request, pk).pk, now=clock.now())
    messages.success(request, _("The draft was given up."))
    return redirect("reporting:forms")


def _change(request: Request, found: FormDraft, specification: Json, revision: int) -> None:
    drafting.change_draft(
        actor=request.user,
        draft_id=found.pk,
        specification=specification,
        revision=revision,
        now=clock.now(),
    )
    messages.success(request, _("Changed."))


def _draft(request: Request, pk: int) -> FormDraft:
    mine = FormDraft.objects.visible_to(request.user, on=clock.today()).select_related("version")
    return get_object_or_404(mine, pk=pk)


def _part_asked(page: queries.DraftPage, code: str) -> Json | None:
    """Return the row or column whose words are being changed."""
    for kind, parts in (("row", page.rows), ("column", page.columns)):
        for one in parts:
            if one["code"] == code:
                return {**one, "kind": kind, "groups": " | ".join(_groups(one))}
    return None


def _groups(part: Json) -> list[str]:
    group = part.get("group") or []
    return [group] if isinstance(group, str) else list(group)
