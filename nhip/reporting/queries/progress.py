"""Tiến độ báo cáo: of what is owed for one period, how much was sent, taken in, and is late."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from nhip.reporting.models import Intake, Obligation, Report
from nhip.reporting.models.versions import IntakeQuerySet
from nhip.reporting.rules.states import IN_TOTALS, Stage, Standing


@dataclass(frozen=True)
class Progress:
    """Tiến độ: counts of obligations, never of papers, so no rate goes above 100 %.

    ``sent`` left this node or arrived at it; ``accepted`` counts in totals here.
    """

    frozen: int
    excluded: int
    sent: int
    accepted: int
    returned: int
    late: int

    @property
    def owed(self) -> int:
        """Return how many obligations count: frozen, and neither excluded nor handed on."""
        return self.frozen - self.excluded


def progress(regime_id: int, period_id: int, *, now: dt.datetime) -> Progress:
    """Return where the reports of one regime and period stand, in one statement."""
    of_period = Obligation.objects.filter(regime=regime_id, period=period_id)
    counted = of_period.counted().annotate(
        left=Exists(Report.objects.filter(obligation=OuterRef("pk"), stage=Stage.ISSUED)),
        arrived=Exists(_intakes()),
        counts=Exists(_intakes().filter(standing__in=IN_TOTALS)),
        sent_back=Exists(_intakes().filter(standing=Standing.RETURNED)),
    )
    sent = Q(left=True) | Q(arrived=True)
    counts = counted.aggregate(
        owed=Count("pk"),
        sent=Count("pk", filter=sent),
        accepted=Count("pk", filter=Q(counts=True)),
        returned=Count("pk", filter=Q(counts=False, sent_back=True)),
        late=Count("pk", filter=~sent & Q(due_now_at__lt=now)),
    )
    frozen = of_period.filter(frozen_at__isnull=False).count()
    excluded = frozen - counts.pop("owed")
    return Progress(frozen=frozen, excluded=excluded, **counts)


def _intakes() -> IntakeQuerySet:
    return Intake.objects.filter(
        version__regime=OuterRef("regime"),
        version__unit=OuterRef("unit"),
        version__period=OuterRef("period"),
    )
