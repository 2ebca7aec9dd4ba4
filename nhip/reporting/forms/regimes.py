"""Đọc trang dựng chế độ báo cáo: what the designer says of its eleven elements."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from nhip.core.clock import read_day
from nhip.core.errors import Invalid
from nhip.core.numbers import read_whole
from nhip.core.text import nfc
from nhip.indicators.rules.periods import CALENDARS
from nhip.indicators.rules.working_days import DeadlinePolicy
from nhip.organisations.models import Unit
from nhip.organisations.rules.kinds import LABELS
from nhip.organisations.rules.knowledge import NotKnown
from nhip.reporting.forms.designing import NotADay
from nhip.reporting.queries.regime_words import NAMED
from nhip.reporting.rules.deadlines import Counting
from nhip.reporting.rules.regimes import GAP, LAST_DAY, NORMATIVE, Class, Kind

MOST_TIERS: Final = 4
MOST_DAYS, MOST_MONTHS = 366, 24
_TIME = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)")
_BETWEEN = re.compile(r"[\s,;]+")
_WORDS: Final = ("content", "channel", "frequency", "cut_off", "outline", "process_guide")
_FLAGS: Final = ("to_government", "complex", "public")

Posted = Mapping[str, str]
Json = dict[str, Any]


class NotAChoice(Invalid):
    """Lựa chọn sai."""

    message = _("“%(text)s” is none of the choices; open the page again.")


class NotADeadline(Invalid):
    """Thời hạn sai."""

    message = _("A deadline needs a number of days, and a time such as 17:00: “%(text)s” is none.")


class NoSuchAgency(Invalid):
    """Không có mã cơ quan."""

    message = _("No agency bears the code %(code)s on that day.")


def read_regime(posted: Posted, *, form_code: str, on: dt.date) -> Json:
    """Return the regime as JSON. Raises NotAChoice, NotADeadline, NoSuchAgency, NotADay."""
    calendar, _colon, cut = posted.get("period", "").partition(":")
    if calendar and cut not in getattr(CALENDARS.get(calendar), "cuts", ()):
        raise NotAChoice(text=posted["period"])
    tiers = list(_tiers(posted, on))
    return {
        "code": _text(posted, "code"),
        "name": _text(posted, "name"),
        "name_en": _text(posted, "name_en"),
        "class": _choice(posted, "class", Class),
        "kind": _choice(posted, "kind", Kind),
        "reporters": [tier["who"] for tier in tiers],
        "deadlines": [tier["when"] for tier in tiers],
        "recipients": [_recipient(code, on) for code in _codes(posted.get("recipients", ""))],
        "policy": _choice(posted, "policy", DeadlinePolicy),
        "calendar": calendar,
        "cut": cut,
        "repeated": bool(calendar),
        "has_figures": True,
        "data_form": form_code,
        "legal_basis": _basis(posted),
        "exceptions": _exceptions(posted),
        "valid_from": _day(posted.get("valid_from", "")).isoformat(),
        "valid_to": until.isoformat() if (until := _day_or_none(posted, "valid_to")) else None,
        **{name: _text(posted, name) for name in _WORDS},
        **{name: bool(posted.get(name)) for name in _FLAGS},
    }


def _tiers(posted: Posted, on: dt.date) -> Iterator[Json]:
    """Yield who reports and by when, from the lowest tier up; an empty line is left out."""
    for place in range(MOST_TIERS):
        kind = posted.get(f"tier-{place}-kind", "")
        if not kind:
            continue
        who: Json = {"tier": kind}
        if kind == NAMED:
            codes = _codes(posted.get(f"tier-{place}-codes", ""))
            who["codes"] = [["qd20", _recipient(code, on)["code"]] for code in codes]
        elif kind in LABELS:
            who["kind"] = kind
        else:
            raise NotAChoice(text=kind)
        yield {"who": who, "when": _deadline(posted, place, kind)}


def _deadline(posted: Posted, place: int, tier: str) -> Json:
    text = posted.get(f"tier-{place}-number", "").strip()
    number = read_whole(text, most=MOST_DAYS)
    counting = _choice(posted, f"tier-{place}-counting", Counting)
    if number is None or (counting == Counting.DAY_OF_MONTH and not number):
        raise NotADeadline(text=text)
    return {
        "tier": tier,
        "counting": counting,
        "number": number,
        "months_later": read_whole(posted.get(f"tier-{place}-months", ""), most=MOST_MONTHS) or 0,
        "basis": _text(posted, f"tier-{place}-basis"),
        **_time(posted.get(f"tier-{place}-time", "").strip()),
    }


def _time(text: str) -> Json:
    if not text:
        return {}
    if (found := _TIME.fullmatch(text)) is None:
        raise NotADeadline(text=text)
    return {"time": f"{int(found[1]):02}:{found[2]}"}


def _recipient(code: str, on: dt.date) -> Json:
    try:
        unit = Unit.objects.by_code("qd20", code, on=on)
    except (Unit.DoesNotExist, NotKnown) as error:
        raise NoSuchAgency(code=code) from error
    return {"scheme": "qd20", "code": code, "name": unit.official_name_on(on)}


def _basis(posted: Posted) -> list[Json]:
    number = _text(posted, "basis-number")
    if not number:
        return []
    kind = posted.get("basis-kind", "")
    if kind not in NORMATIVE:
        raise NotAChoice(text=kind)
    day = _day_or_none(posted, "basis-date")
    return [
        {
            "kind": kind,
            "number": number,
            "date": day.isoformat() if day else "",
            "issuer": _text(posted, "basis-issuer"),
            "issuer_kind": NORMATIVE[kind][0],
            "article": _text(posted, "basis-article"),
        }
    ]


def _exceptions(posted: Posted) -> list[Json]:
    said = ((GAP, _text(posted, "exception-gap")), (LAST_DAY, _text(posted, "exception-last-day")))
    return [{"rule": rule, "citation": citation} for rule, citation in said if citation]


def _choice(posted: Posted, name: str, choices: Any) -> str:
    try:
        return str(choices(posted.get(name, "")).value)
    except ValueError as error:
        raise NotAChoice(text=posted.get(name, "")) from error


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, _BETWEEN.split(text.upper()))))


def _text(posted: Posted, name: str) -> str:
    return nfc(" ".join(posted.get(name, "").split()))


def _day(text: str) -> dt.date:
    try:
        return read_day(text)
    except ValueError as error:
        raise NotADay(text=text) from error


def _day_or_none(posted: Posted, name: str) -> dt.date | None:
    text = posted.get(name, "").strip()
    return _day(text) if text else None
