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


@dataclass
class FigureReader:
    """Đọc dòng của chuỗi số liệu: remembers what it looked up and every key it has met."""

    locale: Locale
    scheme: str
    indicators: dict[str, Indicator | None] = field(default_factory=dict)
    codes: dict[str, list[Code]] = field(default_factory=dict)
    last_days: dict[str, dt.date | None] = field(default_factory=dict)
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
            wrong = list(self._wrong(row))
            if wrong:
                faults += wrong
                continue
            value = figure_of(row, self.locale)
            fact = Fact(
                row.text("indicator"),
                self._unit(row) or 0,
                row.text("period"),
                row.text("disaggregation"),
                row.text("measure") or Measure.PERIOD,
                row.text("vintage") or Vintage.OFFICIAL,
                value.state,
                value.number,
            )
            if (key := hash(fact[:6])) in self.met:
                faults.append(RowFault(row.number, "", "given-twice"))
            self.met.add(key)
            facts.append(fact)
        return facts, faults

    def _wrong(self, row: Row) -> Iterator[RowFault]:
        if self.indicators.get(row.text("indicator")) is None:
            yield RowFault(row.number, "indicator", "no-such-indicator", row.text("indicator"))
        elif stranger := self._stranger(row):
            yield RowFault(row.number, "disaggregation", "no-such-group", stranger)
        if self._last_day(row.text("period")) is None:
            yield RowFault(row.number, "period", "no-such-period", row.text("period"))
        elif self._unit(row) is None:
            yield RowFault(row.number, "unit", "no-such-unit", row.text("unit"))
        for column, known in (("measure", Measure), ("vintage", Vintage)):
            if (said := row.text(column)) and said not in set(known):
                yield RowFault(row.number, column, f"no-such-{column}", said)
        if (found := unreadable(row, self.locale)) is not None:
            yield RowFault(row.number, "value", "not-a-number", found)

    def _look_up(self, rows: Sequence[Row]) -> None:
        fresh = {row.text("indicator") for row in rows} - self.indicators.keys()
        found = Indicator.objects.filter(code__in=fresh).prefetch_related("dimensions")
        self.indicators |= dict.fromkeys(fresh) | {one.code: one for one in found}
        codes = {row.text("unit") for row in rows} - self.codes.keys()
        self.codes |= {code: [] for code in codes}
        for code in Code.objects.filter(scheme=self.scheme, value__in=codes):
            self.codes[code.value].append(code)

    def _unit(self, row: Row) -> int | None:
        day = self._last_day(row.text("period"))
        held = (code for code in self.codes[row.text("unit")] if day in code.valid)
        return next((code.unit_id for code in held), None)

    def _last_day(self, key: str) -> dt.date | None:
        if key not in self.last_days:
            try:
                self.last_days[key] = span(key, self.calendars).last_date
            except NoSuchPeriod:
                self.last_days[key] = None
        return self.last_days[key]

    def _stranger(self, row: Row) -> str:
        text = row.text("disaggregation")
        if not text:
            return ""
        indicator = self.indicators[row.text("indicator")]
        own = indicator.dimensions.all() if indicator else ()
        allowed = {each.code: self.members.get(each.code, set()) for each in own}
        try:
            return ", ".join(strangers(text, allowed))
        except NotADisaggregation:
            return text


def unreadable(row: Row, locale: Locale) -> str | None:
    """Return what stands where a figure should, if it is none."""
    try:
        figure_of(row, locale)
    except ValueError as error:
        return str(error)[:100]
    return None
