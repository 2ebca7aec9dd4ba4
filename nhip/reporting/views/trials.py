"""Trang thử nghiệm biểu mẫu: units fill in a draft; nothing of it ever counts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nhip.core import clock
from nhip.core.web import Request, signed_in
from nhip.reporting.actions import trials as actions
from nhip.reporting.forms.trials import read_trial, read_units
from nhip.reporting.models import FormDraft, Trial
from nhip.reporting.queries import trials as queries
from nhip.reporting.tasks import designing as tasks


@signed_in
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Giao thử nghiệm: ask the units that were ticked to try a draft."""
    mine = FormDraft.objects.visible_to(request.user, on=clock.today())
    asked = actions.ask_to_try(
        actor=request.user,
        draft_id=get_object_or_404(mine, pk=pk).pk,
        units=read_units(request.POST),
        now=clock.now(),
    )
    said = _("%(count)d units were asked; they find the trial among their work.")
    messages.success(request, said % {"count": len(asked)})
    return redirect("reporting:draft", pk)


@signed_in
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Bỏ một thử nghiệm, with its figures."""
    drafts = FormDraft.objects.visible_to(request.user, on=clock.today())
    trial = get_object_or_404(Trial, pk=pk, draft__in=drafts)
    actions.end_trial(actor=request.user, trial_id=pk, now=clock.now())
    messages.success(request, _("The trial and its figures were thrown away."))
    return redirect("reporting:draft", trial.draft_id)


@signed_in
@require_http_methods(["GET", "POST"])
def trial(request: Request, pk: int) -> HttpResponse:
    """Điền thử: the draft as a worksheet that never becomes a report."""
    found, now = _seen(request, pk), clock.now()
    if request.method == "GET":
        page = queries.trial_page(found, viewer=request.user, now=now)
        return render(request, "reporting/trial.html", {"page": page})
    typed = read_trial(request.POST, found.draft.rule)
    if typed.attempt.faults:
        page = queries.trial_page(found, viewer=request.user, now=now, attempt=typed.attempt)
        return render(request, "reporting/trial.html", {"page": page}, status=422)
    actions.answer_trial(actor=request.user, trial_id=pk, answer=typed.answer, now=now)
    messages.success(request, _("Kept as a trial. The designer of the form sees it; nobody else."))
    return redirect("reporting:trial", pk)


@signed_in
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """Bản in thử nghiệm."""
    pdf = tasks.page_of_trial(_seen(request, pk), now=clock.now())
    return HttpResponse(pdf, content_type="application/pdf")


def _seen(request: Request, pk: int) -> Trial:
    """Return a trial of a unit this person sees, or of a draft they design."""
    on = clock.today()
    mine = Trial.objects.visible_to(request.user, on=on)
    designed = Trial.objects.filter(draft__in=FormDraft.objects.visible_to(request.user, on=on))
    return get_object_or_404((mine | designed).distinct().select_related("draft"), pk=pk)
