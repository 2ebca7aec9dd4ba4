"""Đối chiếu: turn codes and keys into rows of the dictionary, or list all that is unknown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from nhip.core.errors import Invalid
from nhip.indicators.models import Calendar, Indicator, Member, Period
from nhip.indicators.rules.calendars import NoSuchPeriod, Span
from nhip.indicators.rules.disaggregations import (
    NotADisaggregation,
    canonical,
    parse,
    strangers,
)
from nhip.indicators.rules.facts import Fact, Measure, Vintage
from nhip.indicators.rules.periods import span
from nhip.indicators.rules.values import State
from nhip.organisations.models import Unit


@dataclass(frozen=True)
class Unknown:
    """Chưa rõ: something in the facts that the tables do not know."""

    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.what}: {self.text}"


class UnreadableFacts(Invalid):
    """Số liệu không đọc được: ``findings`` list every code, key or value that is not known."""

    message = _("The figures cannot be stored: %(count)d unknown, the first is %(first)s.")


@dataclass(frozen=True)
class Cells:
    """Số liệu đã đối chiếu: facts, with the rows that their codes and keys stand for."""

    facts: Sequence[Fact]
    indicators: dict[str, int]
    periods: dict[str, int]
    groups: dict[str, str]

    def lines(self) -> Iterator[str]:
        """Yield the facts as lines of PostgreSQL's COPY text format."""
        indicators, periods, groups = self.indicators, self.periods, self.groups
        for code, unit, period, group, measure, vintage, state, value in self.facts:
            number = r"\N" if value is None else value
            yield (
                f"{indicators[code]}\t{periods[period]}\t{unit}\t{groups[group]}"
                f"\t{measure}\t{vintage}\t{state}\t{number}\n"
            )


def resolve(facts: Sequence[Fact]) -> Cells:
    """Return the facts with their rows; all that is unknown is listed. Raises UnreadableFacts."""
    pairs = {(fact.indicator, fact.disaggregation) for fact in facts}
    indicators, periods = _indicators(pairs), _periods({fact.period for fact in facts})
    findings = [
        *_bad_kinds(facts),
        *_bad_groups(pairs, indicators),
        *(Unknown("period", key) for key, row in periods.items() if row is None),
        *_bad_units({fact.unit_id for fact in facts}),
    ]
    if findings:
        raise UnreadableFacts(count=len(findings), first=str(findings[0]), findings=findings)
    return Cells(
        facts=facts,
        indicators={code: row.pk for code, row in indicators.items()},
        periods={key: row for key, row in periods.items() if row is not None},
        groups={text: canonical(parse(text)) for _code, text in pairs},
    )


def ensure_periods(keys: set[str]) -> dict[str, int | None]:
    """Return the row of each key, opening those that are new; None where a key names no period."""
    calendars = {calendar.code: calendar for calendar in Calendar.objects.all()}
    rules = {code: calendar.rule for code, calendar in calendars.items()}
    spans: dict[str, Span] = {}
    for key in keys:
        try:
            spans[key] = span(key, rules)
        except NoSuchPeriod:
            continue
    Period.objects.bulk_create(
        [
            Period(
                calendar=calendars[each.calendar],
                key=key,
                window=Range(each.starts_at, each.ends_at),
                label=each.label_vi,
                label_en=each.label_en,
            )
            for key, each in spans.items()
        ],
        ignore_conflicts=True,
    )
    rows = dict(Period.objects.keyed(spans).values_list("key", "pk"))
    return {key: rows.get(key) for key in keys}


def _periods(keys: set[str]) -> dict[str, int | None]:
    known: dict[str, int | None] = dict(Period.objects.keyed(keys).values_list("key", "pk"))
    return known | ensure_periods(fresh) if (fresh := keys - known.keys()) else known


def _indicators(pairs: set[tuple[str, str]]) -> dict[str, Indicator]:
    codes = {code for code, _text in pairs}
    found = Indicator.objects.filter(code__in=codes).prefetch_related("dimensions")
    return {indicator.code: indicator for indicator in found}


def _bad_kinds(facts: Sequence[Fact]) -> Iterator[Unknown]:
    for what, given, known in (
        ("measure", {fact.measure for fact in facts}, set(Measure)),
        ("vintage", {fact.vintage for fact in facts}, set(Vintage)),
        ("state", {fact.state for fact in facts}, set(State)),
    ):
        yield from (Unknown(what, each) for each in sorted(given - known))
    for state, empty in sorted({(fact.state, fact.value is None) for fact in facts}):
        if empty is (state == State.NUMBER):
            yield Unknown("value", f"{state} {'without' if empty else 'with'} a number")
    values = (fact.value for fact in facts if fact.value is not None)
    yield from (Unknown("value", str(value)) for value in values if not value.is_finite())


def _bad_groups(pairs: set[tuple[str, str]], indicators: dict[str, Indicator]) -> Iterator[Unknown]:
    allowed = _members()
    for code, text in sorted(pairs):
        if (indicator := indicators.get(code)) is None:
            yield Unknown("indicator", code)
            continue
        own = {each.code: allowed.get(each.code, set()) for each in indicator.dimensions.all()}
        try:
            yield from (
                Unknown("disaggregation", f"{code} {each}") for each in strangers(text, own)
            )
        except NotADisaggregation:
            yield Unknown("disaggregation", f"{code} {text}")


def _members() -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for dimension, code in Member.objects.values_list("dimension__code", "code"):
        members.setdefault(dimension, set()).add(code)
    return members


def _bad_units(ids: set[int]) -> Iterator[Unknown]:
    known = set(Unit.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return (Unknown("unit", str(unit)) for unit in sorted(ids - known))
