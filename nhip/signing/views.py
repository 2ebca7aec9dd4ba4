"""Trang kiểm tra văn bản: anybody may bring a signed PDF and read the verdict."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from nhip.core import clock
from nhip.core.web import limited, public
from nhip.signing import tasks
from nhip.signing.forms import CheckedFile
from nhip.signing.queries.pages import shown


@public
@limited("check")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Kiểm tra văn bản: judge an uploaded PDF by whom this node trusts; the file is not kept."""
    if request.method == "GET":
        return render(request, "signing/check.html", {"form": CheckedFile()})
    form = CheckedFile(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "signing/check.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    verdict = tasks.check(pdf=file.read(), now=clock.now())
    context = {"form": CheckedFile(), "name": file.name, "verdict": shown(verdict)}
    return render(request, "signing/check.html", context)
