"""Dòng số liệu nạp: whose figure each row is, or everything wrong with it by its number."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from nhip.indicators.models import Calendar, Indicator, Member
from nhip.indicators.rules.calendars import Calendar as CalendarRule
from nhip.indicators.rules.calendars import NoSuchPeriod
from nhip.indicators.rules.disaggregations import NotADisaggregation, strangers
from nhip.indicators.rules.facts import Fact, Measure, Vintage
from nhip.indicators.rules.periods import span
from nhip.organisations.models import Code
from nhip.reporting.rules.feed_tables import Heads, Row, RowFault, figure_of
from nhip.reporting.rules.feeds import Locale

FIGURES: Final = Heads(
    ("indicator", "unit", "period", "value"), ("state", "disaggregation", "measure", "vintage")
)
CELLS: Final = Heads(("unit", "row", "column", "value"), ("state",))
WORDS: Final[dict[str, Promise]] = {
    "heads-are-wrong": gettext_lazy(
        "The heads of the table are not those of this feed: %(found)s."
    ),
    "row-is-broken": gettext_lazy("Row %(found)s has other columns than the heads say."),
    "unreadable": gettext_lazy("The body cannot be read: %(found)s."),
    "json-is-too-large": gettext_lazy(
        "JSON is read whole; send more than 16 MB as lines of JSON, CSV or Parquet."
    ),
    "too-many-rows": gettext_lazy("One body has at most %(found)s rows."),
    "too-many-faults": gettext_lazy("There are more faults; the rest was not looked at."),
    "no-such-indicator": gettext_lazy("Row %(row)s: there is no indicator “%(found)s”."),
    "no-such-unit": gettext_lazy(
        "Row %(row)s: on the last day of the period no unit has the code “%(found)s”."
    ),
    "no-such-period": gettext_lazy("Row %(row)s: “%(found)s” is no period."),
    "no-such-group": gettext_lazy("Row %(row)s: the indicator is not divided by “%(found)s”."),
    "no-such-measure": gettext_lazy("Row %(row)s: there is no measure “%(found)s”."),
    "no-such-vintage": gettext_lazy("Row %(row)s: there is no vintage “%(found)s”."),
    "not-a-number": gettext_lazy("Row %(row)s: “%(found)s” is not a figure in this writing."),
    "given-twice": gettext_lazy("Row %(row)s says again what an earlier row says."),
    "not-owed": gettext_lazy(
        "Row %(row)s: the unit “%(found)s” does not owe this report, or you may not fill it in."
    ),
    "no-such-cell": gettext_lazy("Row %(row)s: the form has no such cell: %(found)s."),
    "cell-is-computed": gettext_lazy("Row %(row)s: the cell %(found)s is computed by the form."),
    "not-editable": gettext_lazy(
        "Row %(row)s: the report of “%(found)s” was put up or sent, or its period is not open."
    ),
    "typed-here": gettext_lazy(
        "Row %(row)s: a person entered another figure in the cell %(found)s; feed it with "
        "replace=true if the feed is right."
    ),
}


@dataclass(frozen=True)
class FaultSaid:
    """Lỗi của một dòng, in both languages."""

    row: int
    column: str
    code: str
    found: str
    message: str
    message_en: str


def in_both_languages(fault: RowFault) -> FaultSaid:
    """Return a fault as programs and people read it."""
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            said.append(str(WORDS[fault.code]) % {"row": fault.row, "found": fault.found})
    return FaultSaid(*fault, *said)


Wrong = tuple[tuple[str, str, str], ...]
"""Điều sai: the column, what is wrong, what was found; the same for all rows that say the same."""


@dataclass
class FigureReader:
    """Đọc dòng của chuỗi số liệu: remembers what it looked up and every key it has met.

    What many rows share – a line of the dictionary, a unit in a period – is judged once.
    """

    locale: Locale
    scheme: str
    indicators: dict[str, Indicator | None] = field(default_factory=dict)
    codes: dict[str, list[Code]] = field(default_factory=dict)
    last_days: dict[str, dt.date | None] = field(default_factory=dict)
    lines: dict[tuple[str, str, str, str], Wrong] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[int, Wrong]] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.calendars: Mapping[str, CalendarRule] = {
            calendar.code: calendar.rule for calendar in Calendar.objects.all()
        }
        self.members: dict[str, set[str]] = {}
        for dimension, code in Member.objects.values_list("dimension__code", "code"):
            self.members.setdefault(dimension, set()).add(code)

    def read(self, rows: Sequence[Row]) -> tuple[list[Fact], list[RowFault]]:
        """Return the facts of some rows, or what is wrong with them."""
        self._look_up(rows)
        facts: list[Fact] = []
        faults: list[RowFault] = []
        for row in rows:
            fact, wrong = self._fact(row)
            if fact is None:
                faults += [RowFault(row.number, *each) for each in wrong]
            elif (key := hash(fact[:6])) in self.met:
                faults.append(RowFault(row.number, "", "given-twice"))
            else:
                self.met.add(key)
                facts.append(fact)
        return facts, faults

    def _fact(self, row: Row) -> tuple[Fact | None, Wrong]:
        text = row.text
        code, group, period = text("indicator"), text("disaggregation"), text("period")
        measure, vintage = text("measure"), text("vintage")
        line, place = (code, group, measure, vintage), (text("unit"), period)
        if line not in self.lines:
            self.lines[line] = tuple(self._wrong_line(*line))
        if place not in self.places:
            self.places[place] = self._place(*place)
        unit, wrong = self.places[place]
        try:
            value = figure_of(row, self.locale)
        except ValueError as error:
            wrong = (*wrong, ("value", "not-a-number", str(error)[:100]))
        if wrong := (*self.lines[line], *wrong):
            return None, wrong
        measure, vintage = measure or Measure.PERIOD, vintage or Vintage.OFFICIAL
        return Fact(code, unit, period, group, measure, vintage, value.state, value.number), ()

    def _wrong_line(
        self, code: str, group: str, measure: str, vintage: str
    ) -> Iterator[tuple[str, str, str]]:
        indicator = self.indicators[code]
        if indicator is None:
            yield "indicator", "no-such-indicator", code
        elif group and (stranger := self._stranger(indicator, group)):
            yield "disaggregation", "no-such-group", stranger
        if measure and measure not in set(Measure):
            yield "measure", "no-such-measure", measure
        if vintage and vintage not in set(Vintage):
            yield "vintage", "no-such-vintage", vintage

    def _place(self, code: str, period: str) -> tuple[int, Wrong]:
        """Return the unit that has this code on the last day of the period, or what is wrong."""
        day = self._last_day(period)
        if day is None:
            return 0, (("period", "no-such-period", period),)
        unit = next((one.unit_id for one in self.codes[code] if day in one.valid), None)
        return (0, (("unit", "no-such-unit", code),)) if unit is None else (unit, ())

    def _look_up(self, rows: Sequence[Row]) -> None:
        fresh = {row.text("indicator") for row in rows} - self.indicators.keys()
        found = Indicator.objects.filter(code__in=fresh).prefetch_related("dimensions")
        self.indicators |= dict.fromkeys(fresh) | {one.code: one for one in found}
        codes = {row.text("unit") for row in rows} - self.codes.keys()
        self.codes |= {code: [] for code in codes}
        for code in Code.objects.filter(scheme=self.scheme, value__in=codes):
            self.codes[code.value].append(code)

    def _last_day(self, key: str) -> dt.date | None:
        if key not in self.last_days:
            try:
                self.last_days[key] = span(key, self.calendars).last_date
            except NoSuchPeriod:
                self.last_days[key] = None
        return self.last_days[key]

    def _stranger(self, indicator: Indicator, group: str) -> str:
        own = indicator.dimensions.all()
        allowed = {each.code: self.members.get(each.code, set()) for each in own}
        try:
            return ", ".join(strangers(group, allowed))
        except NotADisaggregation:
            return group


def unreadable(row: Row, locale: Locale) -> str | None:
    """Return what stands where a figure should, if it is none."""
    try:
        figure_of(row, locale)
    except ValueError as error:
        return str(error)[:100]
    return None
