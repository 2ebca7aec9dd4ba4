"""Báo cáo được xem: a report as far as the person who asks may see it."""

from django.shortcuts import get_object_or_404

from nhip.core import clock
from nhip.core.web import Request
from nhip.reporting.models import Report


def report_seen(request: Request, pk: int) -> Report:
    """Return a report with what it stands on; what one may not see is absent (404)."""
    mine = Report.objects.visible_to(request.user, on=clock.today())
    return get_object_or_404(mine.whole(), pk=pk)
