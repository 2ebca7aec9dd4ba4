"""Bảng số liệu nào: the boards a person may see, their periods, their units and their lines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Max

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.core.clock import HANOI
from nhip.indicators.models import Observation, Period
from nhip.indicators.permissions import Permission
from nhip.indicators.queries import Line, span_of
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.organisations.models import Code, Unit
from nhip.reporting.models import FormVersion, Obligation, Regime
from nhip.reporting.queries.prefill import period_key
from nhip.reporting.queries.sheet import place_of
from nhip.reporting.rules.forms import Address, Form

MOST_PERIODS = 62


@dataclass(frozen=True)
class Choice:
    """Nội dung được chọn, as the address says it."""

    regime: str = ""
    period: str = ""
    cell: str = ""
    unit_id: int | None = None
    as_of: dt.datetime | None = None
    seen: dt.datetime | None = None

    @property
    def query(self) -> str:
        """Return the choice as it stands in an address."""
        as_of = self.as_of.astimezone(HANOI).replace(tzinfo=None) if self.as_of else None
        parts = {
            "regime": self.regime,
            "period": self.period,
            "cell": self.cell,
            "unit": self.unit_id,
            "as_of": as_of.isoformat(timespec="minutes") if as_of else None,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    def at(self, *, cell: str = "", unit_id: int | None = None) -> "Choice":
        """Return the same board at another figure."""
        return replace(self, cell=cell, unit_id=unit_id, seen=None)


@dataclass(frozen=True)
class Board:
    """Bảng số liệu: one regime and period, the units expected and the lines of its form."""

    choice: Choice
    regime: Regime
    period: Span
    form: Form
    units: Sequence[int]
    due_at: dt.datetime | None
    receives: bool

    def lines(self) -> dict[Address, tuple[str, Line]]:
        """Return each bound cell of the form with its period key and its line."""
        return {
            address: (
                period_key(self.period.key, binding.calendar),
                Line(binding.indicator, binding.disaggregation, binding.measure),
            )
            for address in self.form.addresses
            if (binding := self.form.binding(address)).indicator
        }

    def line(self) -> tuple[Address, str, Line] | None:
        """Return the line of the chosen cell."""
        row, _sign, column = self.choice.cell.partition("!")
        address = Address(row, column)
        found = self.lines().get(address)
        return (address, *found) if found else None

    def label(self, address: Address) -> str:
        """Return how a cell is called."""
        return place_of(address, self.form)


@dataclass(frozen=True)
class Sight:
    """Tầm nhìn của một người: the units, and the regimes, each with whether as its receiver."""

    units: frozenset[int]
    regimes: dict[Regime, bool]


def sight_of(viewer: User, *, on: dt.date) -> Sight:
    """Return whose figures, and by which regimes, this person may see."""
    mine = frozenset(scope(viewer, Permission.VIEW, on=on).values_list("pk", flat=True))
    regimes, recipients = _in_use(on)
    owing = Obligation.objects.filter(regime__in=regimes, unit__in=mine).order_by()
    owed_by_mine = set(owing.values_list("regime", flat=True).distinct())
    receives = {one: bool(mine & recipients[one.pk]) for one in regimes}
    return Sight(
        mine,
        {one: is_ours for one, is_ours in receives.items() if is_ours or one.pk in owed_by_mine},
    )


def sight_of_node(*, on: dt.date) -> Sight:
    """Return what whoever runs this node may see: the figures of every regime, as its receiver."""
    regimes, _recipients = _in_use(on)
    return Sight(frozenset(), dict.fromkeys(regimes, True))


def board_of(choice: Choice, sight: Sight, *, now: dt.datetime) -> Board | None:
    """Return the board asked for, else the first one; None when there is none to see."""
    regime = next((one for one in sight.regimes if one.code == choice.regime), None)
    regime = regime or _newest_regime(list(sight.regimes), now)
    if regime is None:
        return None
    board = _board(choice, regime, now, receives=sight.regimes[regime])
    if board is None or board.receives:
        return board
    return replace(board, units=[unit for unit in board.units if unit in sight.units])


def board_on_wall(code: str, *, now: dt.datetime) -> Board | None:
    """Return the newest board of one regime, as whoever receives its reports sees it."""
    regime = Regime.objects.filter(code=code).select_related("form").first()
    return _board(Choice(regime=code), regime, now, receives=True) if regime else None


def received_by(units: Collection[int], *, on: dt.date) -> list[Regime]:
    """Return the regimes whose reports these agencies receive."""
    regimes, recipients = _in_use(on)
    return [one for one in regimes if recipients[one.pk] & set(units)]


def _board(choice: Choice, regime: Regime, now: dt.datetime, *, receives: bool) -> Board | None:
    span = _span(choice.period, regime) or _newest(periods_of(regime), now)
    version = _form_on(regime, span.last_date) if span else None
    if span is None or version is None:
        return None
    return Board(
        choice=replace(choice, regime=regime.code, period=span.key),
        regime=regime,
        period=span,
        form=version.rule,
        units=expected(regime, span),
        due_at=_due_at(regime, span),
        receives=receives,
    )


def _newest_regime(regimes: Sequence[Regime], now: dt.datetime) -> Regime | None:
    """Return the regime whose period has ended last; of several the one that is due first."""
    owed = Obligation.objects.counted().filter(
        regime__in=regimes, period__window__endswith__lte=now
    )
    newest = owed.order_by("-period__window__endswith", "due_at").values_list("regime", flat=True)
    code = newest.first()
    return next((one for one in regimes if one.pk == code), regimes[0] if regimes else None)


def periods_of(regime: Regime) -> list[Period]:
    """Return the periods of a regime that are owed or have figures, the newest first."""
    indicators = {
        binding.indicator
        for version in FormVersion.objects.filter(form=regime.form).select_related("form")
        for binding in version.rule.bindings.values()
        if binding.indicator
    }
    figures = Observation.objects.filter(indicator__code__in=indicators, superseded_at=None)
    owed = Obligation.objects.filter(regime=regime, frozen_at__isnull=False)
    held = Period.objects.filter(calendar__code=regime.calendar).select_related("calendar")
    known = held.filter(pk__in=figures.values("period")) | held.filter(pk__in=owed.values("period"))
    newest = known.distinct().order_by("-window")[:MOST_PERIODS]
    return [period for period in newest if period.span.cut == regime.cut]


def expected(regime: Regime, span: Span) -> list[int]:
    """Return the units a total expects: who owes the report, else who reports by the regime."""
    owed = Obligation.objects.counted().filter(regime=regime, period__key=span.key)
    units = list(owed.order_by("unit").values_list("unit", flat=True))
    if units:
        return units
    found: list[int] = []
    for reporters in regime.reporters:
        if kind := reporters.get("kind"):
            found += Unit.objects.of_kind(kind, on=span.last_date).values_list("pk", flat=True)
        else:
            codes = [(scheme, code) for scheme, code in reporters["codes"]]
            held = _coded(codes, span.last_date)
            found += [unit for code in codes for unit in held[code]]
    return found


def _in_use(on: dt.date) -> tuple[list[Regime], dict[int, set[int]]]:
    """Return the regimes by their codes, and the units that receive the reports of each."""
    regimes = Regime.objects.exclude(status=Regime.Status.DRAFT).select_related("form")
    in_order = list(regimes.order_by("code"))
    to = {one.pk: [(each["scheme"], each["code"]) for each in one.recipients] for one in in_order}
    held = _coded([code for codes in to.values() for code in codes], on)
    return in_order, {
        pk: {unit for code in codes for unit in held[code]} for pk, codes in to.items()
    }


def _coded(
    codes: Collection[tuple[str, str]], on: dt.date
) -> defaultdict[tuple[str, str], list[int]]:
    """Return the units that bear each code that day."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    if codes:
        schemes, values = {scheme for scheme, _value in codes}, {value for _scheme, value in codes}
        held = Code.objects.filter(valid__contains=on, scheme__in=schemes, value__in=values)
        for scheme, value, unit in held.values_list("scheme", "value", "unit"):
            found[scheme, value].append(unit)
    return found


def _span(key: str, regime: Regime) -> Span | None:
    try:
        span = span_of(key)
    except NoSuchPeriod:
        return None
    return span if (span.calendar, span.cut) == (regime.calendar, regime.cut) else None


def _newest(periods: Sequence[Period], now: dt.datetime) -> Span | None:
    """Return the newest period that has ended, else the newest there is."""
    ended = [period for period in periods if period.window.upper <= now]
    known = ended or list(periods)
    return known[0].span if known else None


def _form_on(regime: Regime, day: dt.date) -> FormVersion | None:
    versions = FormVersion.objects.filter(form=regime.form, valid__contains=day)
    return versions.select_related("form").first()


def _due_at(regime: Regime, span: Span) -> dt.datetime | None:
    owed = Obligation.objects.counted().filter(regime=regime, period__key=span.key)
    latest: dt.datetime | None = owed.aggregate(latest=Max("due_now_at"))["latest"]
    return latest
