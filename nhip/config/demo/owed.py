"""Phải báo cáo trong nước trình diễn: what is owed when the story begins, and extra time for it."""

import datetime as dt

from nhip.config.demo.country import REPORTED_DAY, STARTS_AT
from nhip.core.clock import HANOI
from nhip.core.web import Actor
from nhip.reporting.actions import extend, generate_obligations
from nhip.reporting.models import Obligation, Regime

DAILY, MONTHLY, PRIORITY = "YT.DICH.NGAY", "YT.DICH.THANG", "KHDT.CT.THANG"
JULY, AUGUST = dt.date(2021, 7, 31), dt.date(2021, 8, 31)
UNTIL = dt.datetime(2021, 8, 20, 17, 0, tzinfo=HANOI)
# What the story tells of; the other forms that are shipped wait for somebody to start them.
STARTED = (DAILY, MONTHLY, PRIORITY, "VPCP.KSTT.QUY", "TK.GDDS.NAM")
REASON = "TRÌNH DIỄN: hệ thống bắt đầu hoạt động ngày 15/08/2021, sau hạn của kỳ này."

LAST_DAYS = {  # regime: the first and the last of the days on which the periods end
    DAILY: (REPORTED_DAY, REPORTED_DAY),
    MONTHLY: (REPORTED_DAY, REPORTED_DAY),
    PRIORITY: (JULY, AUGUST),
}


def owe(*, actor: Actor, now: dt.datetime) -> None:
    """Lập danh sách phải báo cáo; what was due before the system began gets extra time."""
    for code, (first, last) in LAST_DAYS.items():
        regime = Regime.objects.get(code=code)
        generate_obligations(actor=actor, regime_id=regime.pk, first=first, last=last, now=now)
    for obligation in Obligation.objects.filter(due_at__lt=STARTS_AT):
        extend(
            actor=actor,
            obligation_id=obligation.pk,
            due_at=UNTIL,
            reason=REASON,
            now=now,
        )
