"""Bố cục tệp Excel của biểu: where each cell of a form stands in its workbook.

Row and column codes stand in a hidden column and a hidden row, so that a returned workbook is
read by what a cell means and not by where it stands.
"""

from dataclasses import dataclass
from functools import cached_property

from nhip.reporting.rules.forms import Address, Form
from nhip.reporting.rules.heads import HeadCell, head_lines
from nhip.reporting.rules.reading import When, reads
from nhip.reporting.rules.specification import places_of

MARK = "nhip:cells"
IDENTITY_SHEET = "nhip"
REFERENCE_SHEET = "Tham chiếu"
NIL_SIGN = "–"
TITLE_ROWS = 4


@dataclass(frozen=True, eq=False)
class WorkbookGrid:
    """Bố cục: rows and columns of the sheet, counted from nought."""

    form: Form

    @cached_property
    def heads(self) -> list[list[HeadCell]]:
        return head_lines(self.form.columns)

    @property
    def head_top(self) -> int:
        return TITLE_ROWS

    @cached_property
    def numbering_row(self) -> int:
        return TITLE_ROWS + len(self.heads)

    @cached_property
    def codes_row(self) -> int:
        """Return the hidden row of column codes, right above the figures."""
        return self.numbering_row + 1

    @cached_property
    def before(self) -> tuple[str, ...]:
        """Return the heads before the figures; the hidden column of row codes has none."""
        with_unit = any(row.unit for row in self.form.rows)
        return ("STT", "Nội dung", "Đơn vị tính") if with_unit else ("STT", "Nội dung")

    @property
    def first_figure(self) -> int:
        return 1 + len(self.before)

    @property
    def last_column(self) -> int:
        return self.first_figure + len(self.form.columns) - 1

    @cached_property
    def row_of(self) -> dict[str, int]:
        return {row.code: at for at, row in enumerate(self.form.rows, self.codes_row + 1)}

    @cached_property
    def column_of(self) -> dict[str, int]:
        return {column.code: at for at, column in enumerate(self.form.columns, self.first_figure)}

    def place(self, address: Address) -> tuple[int, int]:
        """Return the row and the column of a cell of this form."""
        return self.row_of[address.row], self.column_of[address.column]

    @cached_property
    def looked_up(self) -> dict[tuple[Address, When], int]:
        """Return what formulas take from elsewhere, each with its row on the second sheet."""
        wanted: dict[tuple[Address, When], int] = {}
        for address in self.form.addresses:
            if (formula := self.form.formula(address)) is not None:
                for cell, when in reads(formula, address, self.form):
                    self._note(wanted, cell, when)
        for check in self.form.checks:
            for address in places_of(check, self.form):
                for cell, when in reads(check.comparison, address, self.form):
                    self._note(wanted, cell, when)
        return wanted

    def _note(self, wanted: dict[tuple[Address, When], int], cell: Address, when: When) -> None:
        if when is not When.NOW or cell not in self.form.open:
            wanted.setdefault((cell, when), len(wanted) + 1)
