"""Lượt tham quan: seven steps through the story, and how far this node knows that they are done."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nhip.config.demo.country import LAST_PROVINCE, REPORTED_DAY, Country, Place, kept_country
from nhip.config.demo.owed import DAILY
from nhip.core import clock
from nhip.core.clock import HANOI
from nhip.core.refs import ref
from nhip.documents.models import Document
from nhip.events.models import Event
from nhip.reporting.models import Intake, Report
from nhip.reporting.rules.states import Stage

PERIOD: Final = f"D:{REPORTED_DAY.isoformat()}"
PEOPLE: Final = "/demo/people/"
BOARD: Final = f"/command-centre/?regime={DAILY}&period={PERIOD}"
LINE: Final = f"/command-centre/line/?regime={DAILY}&period={PERIOD}&cell=covid19!new"
RETURNED: Final = "reporting.report.returned"
AFTER_SIGNING: Final = (Stage.SIGNED, Stage.NUMBERED, Stage.SEALED, Stage.ISSUED)

MOMENTS: Final[Sequence[tuple[dt.datetime, Promise]]] = (
    (dt.datetime(2021, 8, 15, 9, 55, tzinfo=HANOI), _("five minutes before the report is due")),
    (dt.datetime(2021, 8, 15, 10, 0, tzinfo=HANOI), _("the daily report is due")),
    (dt.datetime(2021, 8, 25, 8, 0, tzinfo=HANOI), _("the monthly reports are due")),
)


@dataclass(frozen=True)
class Jump:
    """Mốc thời gian: a moment to which the clock may be moved, and what is so then."""

    moment: dt.datetime
    meaning: str


@dataclass(frozen=True)
class Step:
    """Một bước: who does what at which node, where to click, and whether it is done.

    ``is_done`` is None where this node cannot know it.
    """

    who: str
    deed: str
    node: str
    address: str
    is_done: bool | None


@dataclass(frozen=True)
class _Scene:
    who: Promise
    deed: Promise
    place: Callable[[Country], Place]
    page: str
    is_done: Callable[[], bool] | None = None


def bar(request: HttpRequest) -> dict[str, Any]:
    """Return what the bar of a demonstration shows on every page; nothing anywhere else."""
    if not settings.NHIP_DEMO:
        return {}
    now = clock.now()
    ahead = [Jump(moment, str(meaning)) for moment, meaning in MOMENTS if moment > now]
    return {"tour_moments": ahead, "tour_page": request.get_full_path()}


def steps() -> list[Step]:
    """Return the seven steps as they stand."""
    country = kept_country(Path(settings.NHIP_DEMO))
    return [_step(scene, scene.place(country)) for scene in SCENES]


def changed_source() -> Document | None:
    """Return the signed report whose copy is changed: the newest sent from here or received."""
    sent = Document.objects.filter(sealed_at__isnull=False, report__isnull=False)
    received = Document.objects.filter(intake__isnull=False)
    return sent.order_by("-pk").first() or received.order_by("-pk").first()


def _step(scene: _Scene, place: Place) -> Step:
    is_here = place.name == settings.NHIP_NODE
    return Step(
        who=str(scene.who),
        deed=str(scene.deed),
        node=place.title,
        address=place.url + scene.page,
        is_done=scene.is_done() if scene.is_done and is_here else None,
    )


def _reports() -> QuerySet[Report]:
    return Report.objects.filter(
        obligation__regime__code=DAILY,
        obligation__period__key=PERIOD,
        obligation__unit__codes__scheme="qd20",
        obligation__unit__codes__value=LAST_PROVINCE,
    )


def _is_put_up() -> bool:
    return _reports().filter(put_up_at__isnull=False).exists() or _is_returned()


def _is_returned() -> bool:
    return Event.objects.filter(name=RETURNED, subject__in=map(ref, _reports())).exists()


def _is_signed() -> bool:
    return _reports().filter(stage__in=AFTER_SIGNING).exists()


def _is_sent() -> bool:
    return _reports().filter(stage=Stage.ISSUED).exists()


def _is_taken_in() -> bool:
    return (
        Intake.objects.in_totals()
        .filter(
            version__regime__code=DAILY,
            version__period__key=PERIOD,
            version__unit__codes__scheme="qd20",
            version__unit__codes__value=LAST_PROVINCE,
        )
        .exists()
    )


def _provinces(country: Country) -> Place:
    return country.provinces


def _government(country: Country) -> Place:
    return country.government


SCENES: Final[Sequence[_Scene]] = (
    _Scene(
        _("Reporter of Tây Ninh"),
        _("Open the daily report, type the new cases with two digits swapped, put it up."),
        _provinces,
        PEOPLE,
        _is_put_up,
    ),
    _Scene(
        _("Leader of Tây Ninh"),
        _("See the figure beside yesterday's, return it with a reason at the cell."),
        _provinces,
        PEOPLE,
        _is_returned,
    ),
    _Scene(
        _("Reporter, then leader of Tây Ninh"),
        _("Correct the figure and put it up again; the leader reads the PDF and signs it."),
        _provinces,
        PEOPLE,
        _is_signed,
    ),
    _Scene(
        _("Clerk of Tây Ninh"),
        _("Number the report and seal it; it leaves for the Government and the ministry."),
        _provinces,
        PEOPLE,
        _is_sent,
    ),
    _Scene(
        _("Analyst of the Government Office"),
        _("Watch the national board go from 62/63 to 63/63 without a reload."),
        _government,
        BOARD,
        _is_taken_in,
    ),
    _Scene(
        _("A deputy prime minister"),
        _("Ask where the number comes from: total, province, report, cell, signature."),
        _government,
        LINE,
    ),
    _Scene(
        _("Anybody"),
        _("Download a copy that was changed after signing, check it, and see it refused."),
        _government,
        "/signing/check/",
    ),
)


def counted(found: Sequence[Step]) -> Mapping[str, int]:
    """Return how many steps this node knows to be done, of all."""
    return {"done": sum(step.is_done is True for step in found), "all": len(found)}
