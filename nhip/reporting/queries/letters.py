"""Nội dung nhắc hạn: what waits for whom, in words, for the work of a person and for letters."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import local
from nhip.reporting.models import Mailing, Notice, Obligation
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.titles import regime_name, unit_names
from nhip.reporting.queries.wording import due_mark
from nhip.reporting.rules.reminding import Audience
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark

MOST = 20
MOST_NAMED = 5
_OWN = (Audience.REPORTERS, Audience.LEADERS, Audience.UNIT)


@dataclass(frozen=True)
class Told:
    """Lời nhắc một báo cáo: its name, of how many units and which, and how its time stands."""

    report: str
    units: Sequence[str]
    count: int
    due_at: dt.datetime
    due: Mark
    is_of_others: bool
    regime_id: int
    period_id: int

    @property
    def more(self) -> int:
        """Return how many units are not named."""
        return self.count - len(self.units)


def told_in_work(*, viewer: User, now: dt.datetime) -> list[Told]:
    """Return what the ladder says to a person now: of own reports, and of those they receive."""
    day = local(now).date()
    mine = scope(viewer, Permission.ENTER, on=day) | scope(viewer, Permission.SIGN, on=day)
    theirs = scope(viewer, Permission.URGE, on=day)
    seen = Q(unit__in=mine, audience__in=_OWN) | Q(unit__in=theirs, audience=Audience.ABOVE)
    missing = Obligation.objects.counted().exclude(reports__stage="issued")
    shown = Notice.objects.filter(seen, obligation__in=missing.values("pk"))
    return _told(shown.filter(made_at__gte=now - dt.timedelta(days=14)), now)


def told_by_mail(mailings: Iterable[int], *, now: dt.datetime) -> list[Told]:
    """Return what some letters to one person say."""
    notices = Mailing.objects.filter(pk__in=list(mailings)).values("notice")
    return _told(Notice.objects.filter(pk__in=notices), now)


def subject_of(told: Sequence[Told]) -> str:
    """Return what a letter is about: how many reports, and of which the first is due."""
    count = sum(one.count for one in told)
    said = ngettext("%(count)d report to see to", "%(count)d reports to see to", count)
    return f"Nhịp: {said % {'count': count}}"


def body_of(told: Sequence[Told], *, name: str, address: str) -> str:
    """Return the text of a letter: a line for each report, where to go, and how to end letters."""
    lines = [_line(one) for one in told]
    return "\n".join(
        [
            _("To %(name)s,") % {"name": name},
            "",
            *lines,
            "",
            _("Open your work: %(address)s") % {"address": f"{address}/"},
            _("Letters like this can be switched off: %(address)s")
            % {"address": f"{address}/reminders/"},
        ]
    )


def _line(one: Told) -> str:
    facts = {"report": one.report, "units": ", ".join(one.units), "due": one.due.word}
    at = f"{local(one.due_at):%H:%M %d/%m/%Y}"
    if one.more:
        facts["units"] += _(" and %(more)d more") % {"more": one.more}
    if one.is_of_others:
        return _("- Not sent by %(units)s: %(report)s, due %(at)s.") % (facts | {"at": at})
    return _("- %(report)s (%(units)s), due %(at)s: %(due)s.") % (facts | {"at": at})


def _told(notices: "Iterable[Notice]", now: dt.datetime) -> list[Told]:
    """Return notices by report and audience, the first due first; each obligation counts once."""
    rows = Notice.objects.filter(pk__in=[one.pk for one in notices])
    newest = rows.order_by().values("obligation", "audience").annotate(last=Max("pk"))
    held = Notice.objects.filter(pk__in=[one["last"] for one in newest])
    together: dict[tuple[int, int, bool], list[Notice]] = {}
    for one in held.select_related("obligation__regime", "obligation__period").order_by("due_at"):
        above = one.audience == Audience.ABOVE
        key = (one.obligation.regime_id, one.obligation.period_id, above)
        together.setdefault(key, []).append(one)
    named = {one.obligation.unit_id for each in together.values() for one in each[:MOST_NAMED]}
    names = unit_names(named, on=local(now).date())
    return [_one(each, names, now) for each in list(together.values())[:MOST]]


def _one(each: Sequence[Notice], names: dict[int, str], now: dt.datetime) -> Told:
    first = each[0].obligation
    units = dict.fromkeys(one.obligation.unit_id for one in each)
    period = in_language(first.period.label, first.period.label_en)
    due_at = each[0].due_at
    return Told(
        report=f"{regime_name(first.regime)} – {period}",
        units=[names.get(unit, "") for unit in list(units)[:MOST_NAMED]],
        count=len(units),
        due_at=due_at,
        due=due_mark(due_at, now=now),
        is_of_others=each[0].audience == Audience.ABOVE,
        regime_id=first.regime_id,
        period_id=first.period_id,
    )
