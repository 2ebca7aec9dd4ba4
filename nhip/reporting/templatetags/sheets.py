"""Ô trong bảng: the cells of a row written at once, because a worksheet has thousands of them."""

from collections.abc import Callable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nhip.reporting.queries.sheet import CellShown, RowShown
from nhip.reporting.queries.wording import NIL_SIGN
from nhip.reporting.rules.forms import WORDS

register = template.Library()

_MODES = {"text": "text", "date": "numeric"}

Words = dict[str, str]
Writer = Callable[[CellShown, Words], str]


@register.simple_tag
def cells_to_read(row: RowShown) -> SafeString:
    """Return the cells of a row with their figures."""
    return _written(row, _to_read)


@register.simple_tag
def cells_to_fill(row: RowShown) -> SafeString:
    """Return the cells of a row with a field for each figure that is entered."""
    return _written(row, _to_fill)


@register.simple_tag
def cells_to_return(row: RowShown) -> SafeString:
    """Return the cells of a row with room for the reason why one comes back."""
    return _written(row, _to_return)


@register.simple_tag
def cells_to_design(row: RowShown) -> SafeString:
    """Return the cells of a row with what each of them means, to be chosen in blocks."""
    return SafeString("".join(map(_to_design, row.cells)))


def _written(row: RowShown, write: Writer) -> SafeString:
    if row.kind == "heading":
        write = _closed
    words = {
        "before": _("before"),
        "last year": _("last year"),
        "theirs": _("saved meanwhile"),
        "returned": _("returned"),
    }
    return SafeString("".join(write(cell, words) for cell in row.cells))


def _closed(cell: CellShown, _words: Words) -> str:
    return f'<td class="closed" data-address="{escape(cell.address)}"></td>'


def _to_read(cell: CellShown, words: Words) -> str:
    before = _beside(words["before"], cell.previous)
    remarks = "".join(_fault(remark) for remark in cell.remarks)
    return (
        f'<td id="{escape(cell.anchor)}" class="{_look(cell)} {cell.kind} {cell.tone}">'
        f"{escape(cell.text)}{before}{remarks}</td>"
    )


def _look(cell: CellShown) -> str:
    """Return how a cell is set: figures stand at the right, words at the left."""
    return "words" if cell.type in WORDS else "num"


def _to_design(cell: CellShown) -> str:
    meaning = f'<span class="beside">{escape(cell.source)}</span>' if cell.source else ""
    sign = "ƒ" if cell.kind == "computed" else ""
    return (
        f'<td id="{escape(cell.anchor)}" class="{cell.kind}" tabindex="-1"'
        f' data-address="{escape(cell.address)}">{sign}{meaning}</td>'
    )


def _to_return(cell: CellShown, words: Words) -> str:
    before, field = _beside(words["before"], cell.previous), ""
    if cell.kind != "closed":
        field = (
            f'<textarea name="reason:{escape(cell.address)}" rows="1"'
            f' aria-labelledby="{escape(cell.heads)} reason-word"></textarea>'
        )
    return (
        f'<td id="{escape(cell.anchor)}" class="num {cell.kind}">'
        f"{escape(cell.text)}{before}{field}</td>"
    )


def _to_fill(cell: CellShown, words: Words) -> str:
    before = _beside(words["before"], cell.previous, f"{cell.anchor}-before")
    year = _beside(words["last year"], cell.last_year, f"{cell.anchor}-year")
    figure = _field(cell, words) if cell.kind == "input" else _guarded(cell)
    return (
        f'<td id="{escape(cell.anchor)}" class="{_look(cell)} {cell.kind} {cell.tone}"'
        f' data-address="{escape(cell.address)}">{figure}{before}{year}{_marks(cell)}</td>'
    )


def _field(cell: CellShown, words: Words) -> str:
    """Return the field of a cell, and what is to be said of what stands in it."""
    described = f' aria-describedby="{escape(cell.described_by)}"' if cell.described_by else ""
    invalid = ' aria-invalid="true"' if cell.fault else ""
    said = f' aria-labelledby="{escape(cell.heads)}"{described}{invalid}'
    field = _choice(cell, said) if cell.choices else _input(cell, said)
    return f"{field}{_faults(cell, words)}{_source(cell)}"


def _guarded(cell: CellShown) -> str:
    """Return a figure nobody types here, and where it comes from."""
    return escape(cell.text) + _source(cell)


def _source(cell: CellShown) -> str:
    return f'<span class="beside source">{escape(cell.source)}</span>' if cell.source else ""


def _marks(cell: CellShown) -> str:
    """Return the sign of open remarks, with their number."""
    return f'<span class="beside marks">✎ {cell.marks}</span>' if cell.marks else ""


def _input(cell: CellShown, said: str) -> str:
    mode = _MODES.get(cell.type, "decimal")
    return (
        f'<input type="text" name="cell:{escape(cell.address)}" value="{escape(cell.typed)}"'
        f' inputmode="{mode}" autocomplete="off"{said}>'
    )


def _choice(cell: CellShown, said: str) -> str:
    """Return the answers a column offers; what was typed and is none of them stays to be seen."""
    offered = [("", ""), (NIL_SIGN, NIL_SIGN), *cell.choices]
    if cell.typed not in {code for code, _label in offered}:
        offered.append((cell.typed, cell.typed))
    options = "".join(
        f'<option value="{escape(code)}"{" selected" if code == cell.typed else ""}>'
        f"{escape(label)}</option>"
        for code, label in offered
    )
    return f'<select name="cell:{escape(cell.address)}"{said}>{options}</select>'


def _faults(cell: CellShown, words: Words) -> str:
    """Return what is wrong with what was typed, what others saved, and why it came back."""
    if not (cell.fault or cell.theirs or cell.remarks):
        return ""
    said = [_fault(cell.fault, f"{cell.anchor}-fault")] if cell.fault else []
    if cell.theirs:
        said.append(_fault(f"{words['theirs']}: {cell.theirs}", f"{cell.anchor}-theirs"))
    return "".join([*said, *(_fault(f"{words['returned']}: {one}") for one in cell.remarks)])


def _beside(word: str, text: str, anchor: str = "") -> str:
    if not text:
        return ""
    named = f' id="{escape(anchor)}"' if anchor else ""
    return f'<span class="beside"{named}>{escape(word)}: {escape(text)}</span>'


def _fault(text: str, anchor: str = "") -> str:
    named = f' id="{escape(anchor)}"' if anchor else ""
    return f'<span class="fault"{named}>{escape(text)}</span>'
