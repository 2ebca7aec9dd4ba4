"""Trang vận hành: in one look whether reports flow, and where they do not, what to do."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateJob

from nhip.desk.queries.flow import Flow, Line, failed_jobs, flow
from nhip.events.models import SealHead
from nhip.events.queries import unstamped_head
from nhip.organisations.models import Code, Name
from nhip.signing.models import Key
from nhip.ui.rules import Mark, Tone

SLOW: Final = dt.timedelta(minutes=10)  # what waits longer on the axis is worth a look
STAMPS_WITHIN: Final = dt.timedelta(minutes=15)
ENDS_SOON: Final = dt.timedelta(days=60)
BACKUP_EVERY: Final = dt.timedelta(days=1, hours=12)
LITTLE_ROOM, NO_ROOM = 0.15, 0.05
LONG_QUEUE_SECONDS: Final = 300.0
MOST_LINES: Final = 30
IN_ORDER: Final = (Tone.LATE, Tone.SOON, Tone.STALE, Tone.PLAIN, Tone.DONE)


@dataclass(frozen=True)
class Sign:
    """Dấu hiệu: one thing that must be well for reports to flow, as it is now."""

    title: str
    mark: Mark
    more: str = ""
    address: str = ""


@dataclass(frozen=True)
class PartnerLine:
    """Đối tác đang có gói tin chờ."""

    line: Line
    name: str
    mark: Mark


@dataclass(frozen=True)
class Room:
    """Chỗ trống: bytes left and in all, where this node keeps its files."""

    free: int
    whole: int

    @property
    def share(self) -> float:
        """Return the part that is free."""
        return self.free / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Surroundings:
    """Chung quanh nút: what is not in the database."""

    room: Room
    backup: dt.datetime | None
    has_tsa: bool


@dataclass(frozen=True)
class OperationPage:
    """Trang vận hành."""

    verdict: Mark
    flow: Flow
    signs: Sequence[Sign]
    partners: Sequence[PartnerLine]
    more_partners: int
    failed: Sequence[ProcrastinateJob]
    typical_receipt: float | None


def operation_page(around: Surroundings, *, is_hub: bool, now: dt.datetime) -> OperationPage:
    """Return what an operator sees first."""
    state = flow(is_hub=is_hub, now=now)
    signs = list(_signs(state, around, now))
    lines = sorted(state.lines, key=lambda one: (not one.failure, one.since))
    receipts = state.hour.to_receipt
    return OperationPage(
        verdict=_verdict(signs),
        flow=state,
        signs=sorted(signs, key=lambda one: IN_ORDER.index(one.mark.tone)),
        partners=_partners(lines[:MOST_LINES], now),
        more_partners=max(0, len(lines) - MOST_LINES),
        failed=failed_jobs(),
        typical_receipt=receipts[len(receipts) // 2] if receipts else None,
    )


def _verdict(signs: Sequence[Sign]) -> Mark:
    tones = [one.mark.tone for one in signs]
    if bad := tones.count(Tone.LATE):
        said = ngettext(
            "Reports are held up in %(n)d place", "Reports are held up in %(n)d places", bad
        )
        return Mark(Tone.LATE, said % {"n": bad})
    if doubtful := tones.count(Tone.SOON):
        said = ngettext(
            "Reports flow; %(n)d thing needs a look",
            "Reports flow; %(n)d things need a look",
            doubtful,
        )
        return Mark(Tone.SOON, said % {"n": doubtful})
    return Mark(Tone.DONE, _("Reports flow"))


def _signs(state: Flow, around: Surroundings, now: dt.datetime) -> Iterator[Sign]:
    yield _worker(state)
    yield _failed(state)
    yield _queue(state)
    yield _axis(state, now)
    yield _dead(state)
    yield _stamps(around, now)
    yield _room(around.room)
    yield _certificates(now)
    yield _backup(around, now)


def _worker(state: Flow) -> Sign:
    if not state.workers:
        mark = Mark(Tone.LATE, _("does not run"))
        return Sign(
            _("Worker"), mark, _("Start nhip-worker; until then nothing is sent or taken in.")
        )
    return Sign(_("Worker"), Mark(Tone.DONE, _("runs")))


def _failed(state: Flow) -> Sign:
    count = state.jobs_that("failed")
    if not count:
        return Sign(_("Failed jobs"), Mark(Tone.DONE, _("none")))
    said = ngettext("%(n)d job failed", "%(n)d jobs failed", count) % {"n": count}
    return Sign(_("Failed jobs"), Mark(Tone.LATE, said), _("Try again below."), "#failed")


def _queue(state: Flow) -> Sign:
    todo = [one for one in state.jobs if one.status == "todo"]
    count, oldest = sum(one.count for one in todo), max((one.oldest for one in todo), default=0.0)
    said = _("%(n)d waiting") % {"n": count}
    if oldest > LONG_QUEUE_SECONDS:
        minutes = _("The oldest has waited %(n)d minutes.") % {"n": oldest // 60}
        return Sign(_("Background jobs"), Mark(Tone.SOON, said), minutes)
    return Sign(_("Background jobs"), Mark(Tone.DONE, said))


def _axis(state: Flow, now: dt.datetime) -> Sign:
    title, address = _("Partners on the axis"), reverse("desk:axis")
    if held := len(state.held_up):
        said = ngettext("%(n)d is not reached", "%(n)d are not reached", held) % {"n": held}
        return Sign(title, Mark(Tone.LATE, said), _("Tries go on by themselves."), address)
    since = state.waiting.since
    if since is not None and now - since > SLOW:
        mark = Mark(Tone.SOON, _("slow"))
        return Sign(title, mark, _("Something has waited for more than ten minutes."), address)
    return Sign(title, Mark(Tone.DONE, _("all %(n)d reached") % {"n": state.partners}))


def _dead(state: Flow) -> Sign:
    if not (count := state.waiting.dead):
        return Sign(_("Stuck messages"), Mark(Tone.DONE, _("none")))
    said = ngettext("%(n)d message is stuck", "%(n)d messages are stuck", count) % {"n": count}
    more, address = _("Remove the cause, then send again."), reverse("desk:axis")
    return Sign(_("Stuck messages"), Mark(Tone.LATE, said), more, address)


def _stamps(around: Surroundings, now: dt.datetime) -> Sign:
    title = _("Time stamps")
    if not around.has_tsa:
        return Sign(title, Mark(Tone.STALE, _("no authority is set")))
    stamped = SealHead.objects.order_by("-position").values_list("stamped_at", flat=True).first()
    if unstamped_head() is None or (stamped is not None and now - stamped < STAMPS_WITHIN):
        return Sign(title, Mark(Tone.DONE, _("given")))
    return Sign(
        title, Mark(Tone.LATE, _("not given")), _("The time-stamp authority does not answer.")
    )


def _room(room: Room) -> Sign:
    said = _("%(percent)d %% free (%(gigabytes)d GB)") % {
        "percent": room.share * 100,
        "gigabytes": room.free // 10**9,
    }
    tone = (
        Tone.LATE if room.share < NO_ROOM else Tone.SOON if room.share < LITTLE_ROOM else Tone.DONE
    )
    more = (
        ""
        if tone is Tone.DONE
        else _("Make room before the disk is full: nothing is taken in then.")
    )
    return Sign(_("Disk"), Mark(tone, said), more)


def _certificates(now: dt.datetime) -> Sign:
    title, address = _("Certificates"), reverse("desk:keys")
    ending = Key.objects.in_force(now).filter(valid__endswith__lt=now + ENDS_SOON)
    if not (count := ending.count()):
        return Sign(title, Mark(Tone.DONE, _("none ends within 60 days")))
    said = ngettext("%(n)d ends within 60 days", "%(n)d end within 60 days", count) % {"n": count}
    return Sign(title, Mark(Tone.SOON, said), _("Ask for new ones in time."), address)


def _backup(around: Surroundings, now: dt.datetime) -> Sign:
    title = _("Last backup")
    if around.backup is None:
        return Sign(title, Mark(Tone.SOON, _("none yet")), _("See nhip backup."))
    hours = int((now - around.backup).total_seconds() // 3600)
    tone = Tone.SOON if now - around.backup > BACKUP_EVERY else Tone.DONE
    return Sign(title, Mark(tone, _("%(n)d hours ago") % {"n": hours}))


def _partners(lines: Sequence[Line], now: dt.datetime) -> list[PartnerLine]:
    day = now.date()
    codes = Code.objects.filter(scheme="qd20", value__in=[one.recipient for one in lines])
    units = dict(codes.filter(valid__contains=day).values_list("value", "unit"))
    names = Name.objects.filter(unit__in=units.values(), valid__contains=day)
    called = dict(names.values_list("unit", "name"))
    return [
        PartnerLine(one, called.get(units.get(one.recipient, 0), ""), _standing(one, now))
        for one in lines
    ]


def _standing(line: Line, now: dt.datetime) -> Mark:
    if line.failure:
        return Mark(Tone.LATE, _("not reached"), line.failure)
    if now - line.since > SLOW:
        return Mark(Tone.SOON, _("slow"))
    return Mark(Tone.DONE, _("on its way"))
