"""Dòng ô số liệu nạp: which report each row belongs to, or everything wrong with it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.organisations.models import Code
from nhip.reporting.models import Cell, FormVersion, Obligation, Report
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.feed_rows import unreadable
from nhip.reporting.rules.feed_tables import Row, RowFault, figure_of
from nhip.reporting.rules.feeds import Locale
from nhip.reporting.rules.figures import Value
from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.states import EDITABLE, Stage

BY_PEOPLE = frozenset({Cell.Origin.TYPED, Cell.Origin.FILE})


@dataclass(frozen=True)
class Owed:
    """Báo cáo của một đơn vị: its obligation, its form, and what people entered in it."""

    obligation_id: int
    form: Form
    is_editable: bool
    entered: Mapping[Address, Value]


@dataclass(frozen=True)
class ReportsFed:
    """Ô của nhiều báo cáo: of which regime and period, in which codes and writing.

    ``replace`` lets the feed write over what a person entered.
    """

    regime: str
    period: str
    scheme: str = "qd20"
    locale: Locale = Locale.PLAIN
    replace: bool = False


@dataclass
class CellReader:
    """Đọc dòng ô số liệu: remembers the reports it looked up and every cell it has met."""

    asked: ReportsFed
    viewer: User
    on: dt.date
    owed: dict[str, Owed | None] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    in_force: Form | None = None

    def read(self, rows: Sequence[Row]) -> tuple[dict[str, dict[Address, Value]], list[RowFault]]:
        """Return the entries of each unit, or what is wrong with some rows."""
        self._look_up({row.text("unit") for row in rows} - self.owed.keys())
        entries: dict[str, dict[Address, Value]] = {}
        faults: list[RowFault] = []
        for row in rows:
            if wrong := list(self._wrong(row)):
                faults += wrong
                continue
            address = _address(row)
            if (key := hash((row.text("unit"), address))) in self.met:
                faults.append(RowFault(row.number, "", "given-twice"))
            self.met.add(key)
            entries.setdefault(row.text("unit"), {})[address] = figure_of(row, self.asked.locale)
        return entries, faults

    def obligation(self, unit: str) -> int:
        """Return the obligation of a unit whose rows were read."""
        owed = self.owed[unit]
        assert owed is not None
        return owed.obligation_id

    def _wrong(self, row: Row) -> Iterator[RowFault]:
        unit, owed = row.text("unit"), self.owed[row.text("unit")]
        if owed is None:
            yield RowFault(row.number, "unit", "not-owed", unit)
            return
        if not owed.is_editable:
            yield RowFault(row.number, "unit", "not-editable", unit)
        if (found := unreadable(row, self.asked.locale)) is not None:
            yield RowFault(row.number, "value", "not-a-number", found)
            return
        address, value = _address(row), figure_of(row, self.asked.locale)
        if address not in owed.form.open:
            yield RowFault(row.number, "row", "no-such-cell", str(address)[:100])
        elif owed.form.formula(address) is not None:
            yield RowFault(row.number, "row", "cell-is-computed", str(address))
        elif not self.asked.replace and owed.entered.get(address, value) != value:
            yield RowFault(row.number, "value", "typed-here", str(address))

    def _look_up(self, codes: set[str]) -> None:
        self.owed |= dict.fromkeys(codes)
        named = Code.objects.filter(scheme=self.asked.scheme, value__in=codes)
        units = self._fillable({one.unit_id for one in named})
        obligations = {one.unit_id: one for one in self._obligations(units)}
        reports = self._reports(obligations.values())
        for code in named:
            obligation = obligations.get(code.unit_id)
            if obligation is not None and obligation.period.span.last_date in code.valid:
                self.owed[code.value] = self._owed(obligation, reports.get(obligation.pk))

    def _fillable(self, units: set[int]) -> set[int]:
        mine = scope(self.viewer, Permission.ENTER, on=self.on).filter(pk__in=units)
        return set(mine.values_list("pk", flat=True))

    def _obligations(self, units: set[int]) -> Iterable[Obligation]:
        owed = Obligation.objects.filter(
            regime__code=self.asked.regime, period__key=self.asked.period, unit__in=units
        )
        return owed.select_related("regime", "period__calendar")

    def _reports(self, obligations: Iterable[Obligation]) -> dict[int, Report]:
        """Return the newest report of each obligation, with its cells."""
        rounds = Report.objects.filter(obligation__in=[one.pk for one in obligations]).whole()
        newest = rounds.prefetch_related("cells").order_by("obligation", "round")
        return {report.obligation_id: report for report in newest}

    def _owed(self, obligation: Obligation, report: Report | None) -> Owed:
        if report is None:
            is_open = obligation.frozen_at is not None
            return Owed(obligation.pk, self._form(obligation), is_open, {})
        entered = {
            cell.address: cell.given for cell in report.cells.all() if cell.origin in BY_PEOPLE
        }
        is_editable = Stage(report.stage) in EDITABLE
        return Owed(obligation.pk, report.form, is_editable, entered)

    def _form(self, obligation: Obligation) -> Form:
        """Return the form of reports nobody opened yet; a feed has one regime and one period."""
        if self.in_force is None:
            day = obligation.period.span.last_date
            self.in_force = FormVersion.objects.in_force(obligation.regime.form_id, on=day).rule
        return self.in_force


def _address(row: Row) -> Address:
    return Address(row.text("row"), row.text("column"))
