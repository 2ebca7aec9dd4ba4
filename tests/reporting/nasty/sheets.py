"""Trang bị xáo trộn: rows and columns cut, moved, doubled, merged, hidden; sheets renamed."""

from collections.abc import Callable
from random import Random

from openpyxl.workbook.protection import WorkbookProtection

from tests.reporting.nasty.case import CODES, FIRST, LAST, LEFT, RIGHT, Case, edited

UNCHANGED: dict[str, str] = {}
ROWS = dict(enumerate(("A", "a1", "a2", "b", "01", "t"), FIRST))
COLUMNS = dict(enumerate(("c1", "c2", "c3", "c4"), LEFT))


def _move_rows(order: list[int]) -> Callable[..., None]:
    """Return what puts the rows of the table in another order, codes and all."""

    def change(_book, page) -> None:
        lines = [[cell.value for cell in line] for line in page.iter_rows(FIRST, LAST)]
        for at, line in enumerate(order, FIRST):
            for column, value in enumerate(lines[line], 1):
                page.cell(at, column).value = value

    return change


def _move_columns(order: list[int]) -> Callable[..., None]:
    def change(_book, page) -> None:
        taken = [
            [page.cell(row, column).value for row in range(CODES, LAST + 1)]
            for column in range(LEFT, RIGHT + 1)
        ]
        for at, column in enumerate(order, LEFT):
            for row, value in enumerate(taken[column], CODES):
                page.cell(row, at).value = value

    return change


def _shuffled(seed: int, count: int) -> list[int]:
    return Random(seed).sample(range(count), count)


MOVED = [
    Case("rows upside down", edited(_move_rows([5, 4, 3, 2, 1, 0])), UNCHANGED),
    *(
        Case(f"rows shuffled, {n}", edited(_move_rows(_shuffled(n, 6))), UNCHANGED)
        for n in range(6)
    ),
    *(
        Case(f"columns shuffled, {n}", edited(_move_columns(_shuffled(n, 4))), UNCHANGED)
        for n in range(4)
    ),
    *(
        Case(
            f"rows inserted above row {at}",
            edited(lambda _b, p, at=at: p.insert_rows(at, 2)),
            UNCHANGED,
        )
        for at in (1, 5, CODES, FIRST, 11, LAST, 20)
    ),
    *(
        Case(
            f"columns inserted before {at}",
            edited(lambda _b, p, at=at: p.insert_cols(at)),
            UNCHANGED,
        )
        for at in (1, 2, LEFT, 6, RIGHT, 12)
    ),
    Case("the table moved far down", edited(lambda _b, p: p.insert_rows(1, 300)), UNCHANGED),
]


def _unmerge_all(_book, page) -> None:
    for each in list(page.merged_cells.ranges):
        page.unmerge_cells(str(each))


def _cut(name: str, rows: tuple[int, int] | None, outcome, columns: int | None = None) -> Case:
    """Return a case in which rows (the first, how many) or a column were cut out."""

    def change(book, page) -> None:
        _unmerge_all(book, page)
        if rows is not None:
            page.delete_rows(*rows)
        if columns is not None:
            page.delete_cols(columns)

    return Case(name, edited(change), outcome)


CUT = [
    *(_cut(f"row {code} cut", (at, 1), [f"row-was-cut {code}"]) for at, code in ROWS.items()),
    *(
        _cut(
            f"two rows cut, {code} and the next",
            (at, 2),
            [f"row-was-cut {code}", f"row-was-cut {ROWS[at + 1]}"],
        )
        for at, code in ROWS.items()
        if at < LAST
    ),
    *(
        _cut(f"column {code} cut", None, [f"column-was-cut {code}"], columns=at)
        for at, code in COLUMNS.items()
    ),
    _cut("all rows cut", (FIRST, 6), [f"row-was-cut {code}" for code in ROWS.values()]),
    _cut("titles and heads cut", (1, CODES - 1), UNCHANGED),
    _cut("the row of codes cut", (CODES, 1), "WorkbookIsNotOurs"),
    _cut("the column of codes cut", None, "WorkbookIsNotOurs", columns=1),
    _cut("the sheet emptied", (1, 20), "WorkbookIsNotOurs"),
]


def _double_row(at: int) -> Callable[..., None]:
    return lambda _book, page: page.append([cell.value for cell in page[at]])


def _double_column(at: int) -> Callable[..., None]:
    def change(_book, page) -> None:
        for row in range(CODES, LAST + 1):
            page.cell(row, 9).value = page.cell(row, at).value

    return change


def _set(place: str, value: object) -> Callable[..., None]:
    def change(_book, page) -> None:
        page[place] = value

    return change


DOUBLED = [
    *(
        Case(f"row {code} doubled", edited(_double_row(at)), ["row-stands-twice A15"])
        for at, code in ROWS.items()
    ),
    *(
        Case(f"column {code} doubled", edited(_double_column(at)), ["column-stands-twice I8"])
        for at, code in COLUMNS.items()
    ),
    Case(
        "a row invented",
        edited(lambda _b, p: p.append(["x9", "", "Thêm", 1, 2, 3])),
        ["no-such-row A15"],
    ),
    Case("a column invented", edited(_set("I8", "c9")), ["no-such-column I8"]),
    Case(
        "a row's code typed again", edited(_set("A10", "A1")), ["no-such-row A10", "row-was-cut a1"]
    ),
    Case(
        "a row's code became a number",
        edited(_set("A13", 1)),
        ["no-such-row A13", "row-was-cut 01"],
    ),
    Case(
        "a row's code of another row",
        edited(_set("A10", "a2")),
        ["row-stands-twice A11", "row-was-cut a1"],
    ),
    Case(
        "a column's code typed again",
        edited(_set("E8", "C2")),
        ["no-such-column E8", "column-was-cut c2"],
    ),
    Case("a row's code wiped out", edited(_set("A11", None)), ["row-was-cut a2"]),
    Case("a column's code wiped out", edited(_set("F8", None)), ["column-was-cut c3"]),
    Case("codes with blanks around", edited(_set("A10", " a1 ")), UNCHANGED),
    Case("the mark of the codes wiped out", edited(_set("A8", None)), "WorkbookIsNotOurs"),
    Case("the mark typed again", edited(_set("A8", "nhip:Cells")), "WorkbookIsNotOurs"),
]


def _copied(title: str) -> Callable[..., None]:
    def change(book, page) -> None:
        book.copy_worksheet(page).title = title

    return change


def _new_sheet(at: int) -> Callable[..., None]:
    def change(book, _page) -> None:
        book.create_sheet("Ghi chú", at)["E10"] = 5

    return change


def _renamed(name: str) -> Callable[..., None]:
    return lambda _book, page: setattr(page, "title", name)


def _without(name: str) -> Callable[..., None]:
    def change(book, _page) -> None:
        del book[name]
        book.worksheets[0].sheet_state = "visible"

    return change


def _reversed_sheets(book, _page) -> None:
    book._sheets.reverse()
    book.active = 0


SHEETS = [
    *(
        Case(f"the sheet renamed {name}", edited(_renamed(name)), UNCHANGED)
        for name in ("Bieu gui VP", "Sheet1", "nhip2", "Biểu (1)", "1", "Số liệu tháng 8")
    ),
    Case("sheets in another order", edited(_reversed_sheets), UNCHANGED),
    *(Case(f"a sheet added at {at}", edited(_new_sheet(at)), UNCHANGED) for at in (0, 1, 3)),
    Case("the reference sheet deleted", edited(_without("Tham chiếu")), UNCHANGED),
    Case("the sheet of figures deleted", edited(_without("Biểu")), "WorkbookIsNotOurs"),
    Case("the sheet copied", edited(_copied("Biểu (2)")), ["sheet-stands-twice Biểu (2)!A8"]),
    Case(
        "the sheet copied for last month",
        edited(_copied("Tháng 7")),
        ["sheet-stands-twice Tháng 7!A8"],
    ),
]


def _merged(area: str) -> Callable[..., None]:
    return lambda _book, page: page.merge_cells(area)


MERGED = [
    Case(
        "two cells side by side merged",
        edited(_merged("E10:F10")),
        ["cell-is-merged E10", "cell-is-merged F10"],
    ),
    Case(
        "two cells one above another",
        edited(_merged("E10:E11")),
        ["cell-is-merged E10", "cell-is-merged E11"],
    ),
    Case(
        "a block merged",
        edited(_merged("E10:F11")),
        [f"cell-is-merged {at}" for at in ("E10", "F10", "E11", "F11")],
    ),
    Case("a cell merged with a computed one", edited(_merged("D10:E10")), ["cell-is-merged E10"]),
    Case("a cell merged with a closed one", edited(_merged("E12:F12")), ["cell-is-merged E12"]),
    Case("computed cells merged", edited(_merged("D14:G14")), UNCHANGED),
    Case("labels merged", edited(_merged("B9:C9")), UNCHANGED),
    Case("a title merged", edited(_merged("B2:G2")), UNCHANGED),
    Case("heads parted", edited(_unmerge_all), UNCHANGED),
]


def _hidden_rows(_book, page) -> None:
    for row in (10, 11):
        page.row_dimensions[row].hidden = True


def _everything_shown(book, page) -> None:
    page.row_dimensions[CODES].hidden = False
    page.column_dimensions["A"].hidden = False
    for sheet in book.worksheets:
        sheet.sheet_state = "visible"


def _sheet_hidden(book, page) -> None:
    book.create_sheet("Bìa", 0)
    page.sheet_state = "veryHidden"
    book.active = 0


def _filtered(_book, page) -> None:
    page.auto_filter.ref = "B8:G14"
    page.auto_filter.add_filter_column(0, ["1"])


def _grouped(_book, page) -> None:
    page.row_dimensions.group(10, 11, hidden=True)


def _unlocked(_book, page) -> None:
    page.protection.sheet = False


def _password(_book, page) -> None:
    page.protection.set_password("bi-mat")


def _book_locked(book, _page) -> None:
    book.security = WorkbookProtection(workbookPassword="bi-mat", lockStructure=True)


def _unguarded(_book, page) -> None:
    page.data_validations.dataValidation.clear()
    page.conditional_formatting._cf_rules.clear()


def _coloured(_book, page) -> None:
    page["E10"].style = "Bad"
    page.sheet_view.rightToLeft = True
    page.freeze_panes = None


HIDDEN_AND_LOCKED = [
    Case(change.__name__.strip("_").replace("_", " "), edited(change), UNCHANGED)
    for change in (
        *(_hidden_rows, _everything_shown, _filtered, _grouped, _unlocked, _password),
        *(_book_locked, _unguarded, _coloured),
    )
] + [Case("the sheet hidden", edited(_sheet_hidden), UNCHANGED)]
FAMILIES = {
    "moved": MOVED,
    "cut": CUT,
    "doubled and retyped codes": DOUBLED,
    "sheets": SHEETS,
    "merged": MERGED,
    "hidden and locked": HIDDEN_AND_LOCKED,
}
