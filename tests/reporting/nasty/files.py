"""Tệp của người khác: other reports' workbooks, damaged files, what is no workbook at all."""

import io
import json
import zipfile
from collections.abc import Callable
from random import Random

from openpyxl import Workbook

from tests.reporting.nasty.case import Case, edited, packed, parts_of, rewritten, saved

UNCHANGED: dict[str, str] = {}
SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def _says(**changes: object) -> Callable[[bytes], bytes]:
    """Return a change of what the workbook says of itself."""

    def change(book, _page) -> None:
        said = json.loads(book["nhip"]["A1"].value)
        kept = {name: value for name, value in (said | changes).items() if value is not ...}
        book["nhip"]["A1"] = json.dumps(kept)

    return edited(change)


def _identity(text: str | None) -> Callable[[bytes], bytes]:
    def change(book, _page) -> None:
        book["nhip"]["A1"] = text

    return edited(change)


def _moved_identity(book, _page) -> None:
    page = book["nhip"]
    page["B2"], page["A1"] = page["A1"].value, None


OF_ANOTHER = [
    Case(f"of another {name}: {value}", _says(**{name: value}), "WorkbookOfAnother")
    for name, values in {
        "version": ("2020", "2021.1", "", "v2021"),
        "unit": ("H32", "H53.01", "h53", ""),
        "period": ("D:2021-08-13", "D:2021-08-15", "M:2021-08", "D:2020-08-14"),
        "form": ("DICH-NGAY", "KHO2", "kho"),
        "report": (0, -1, 999_999_999),
    }.items()
    for value in values
]
IDENTITY = [
    Case("of an older revision", _says(revision=0), UNCHANGED),
    *(
        Case(f"the identity without its {name}", _says(**{name: ...}), "WorkbookIsNotOurs")
        for name in ("report", "form", "version", "unit", "period", "revision", "schema")
    ),
    *(
        Case(f"the identity with {name} = {value!r}", _says(**{name: value}), "WorkbookIsNotOurs")
        for name, value in (
            ("report", "1"),
            ("report", [1]),
            ("unit", None),
            ("period", {}),
            ("revision", 1.5),
            ("revision", True),
        )
    ),
    Case("the identity with more", _says(more=1), "WorkbookIsNotOurs"),
    Case("of another schema", _says(schema="nhip.workbook.2"), "WorkbookIsNotOurs"),
    *(
        Case(f"the identity says {text!r}", _identity(text), "WorkbookIsNotOurs")
        for text in (None, "", "x", "{}", "[]", "null", "7", '"nhip"', "{" * 50, '{"schema":')
    ),
    Case("the identity moved", edited(_moved_identity), "WorkbookIsNotOurs"),
    Case(
        "the identity's sheet deleted",
        edited(lambda book, _p: book.remove(book["nhip"])),
        "WorkbookIsNotOurs",
    ),
    Case(
        "the identity's sheet renamed",
        edited(lambda book, _p: setattr(book["nhip"], "title", "x")),
        "WorkbookIsNotOurs",
    ),
]


def _fresh(_content: bytes) -> bytes:
    book = Workbook()
    book.active.append(["Dòng", "Số liệu"])
    return saved(book)


def _truncated(tenths: int) -> Callable[[bytes], bytes]:
    return lambda content: content[: len(content) * tenths // 10]


def _flipped(seed: int) -> Callable[[bytes], bytes]:
    """Return a change of the directory at the file's end, without which nothing is found."""

    def change(content: bytes) -> bytes:
        damaged, chance = bytearray(content), Random(seed)
        for _each in range(40):
            damaged[chance.randrange(len(content) - 60, len(content))] ^= 0xFF
        return bytes(damaged)

    return change


def _without(part: str) -> Callable[[bytes], bytes]:
    return lambda content: packed({n: c for n, c in parts_of(content).items() if n != part})


def _bomb(content: bytes) -> bytes:
    return packed(parts_of(content) | {"xl/media/a.bin": bytes(201 * 2**20)})


def _many_entries(content: bytes) -> bytes:
    return packed(
        parts_of(content) | {f"xl/media/{n}.bin": b"" for n in range(1_001)}, zipfile.ZIP_STORED
    )


def _zip_in_zip(content: bytes) -> bytes:
    return packed({"bao cao.xlsx": content})


def _document(_content: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


NO_WORKBOOK = [
    *(
        Case(f"cut off after {n} tenths", _truncated(n), "WorkbookIsUnreadable")
        for n in range(0, 10, 2)
    ),
    *(Case(f"its directory damaged, {n}", _flipped(n), "WorkbookIsUnreadable") for n in range(4)),
    Case(
        "a table saved as a page",
        lambda _c: b"<html><table><tr><td>97</td></tr></table></html>",
        "WorkbookIsUnreadable",
    ),
    Case("a table of text", lambda _c: "dòng;cột\na1;97".encode(), "WorkbookIsUnreadable"),
    Case("a PDF", lambda _c: b"%PDF-1.7\n%%EOF", "WorkbookIsUnreadable"),
    Case("a picture", lambda _c: b"\x89PNG\r\n\x1a\n" + bytes(100), "WorkbookIsUnreadable"),
    Case("an old file, empty", lambda _c: OLE + bytes(504), "WorkbookIsUnreadable"),
    Case("a document", _document, "WorkbookIsUnreadable"),
    Case("a ZIP with the workbook in it", _zip_in_zip, "WorkbookIsUnreadable"),
    Case("without the list of sheets", _without("xl/workbook.xml"), "WorkbookIsNotOurs"),
    Case("without the sheet", _without(SHEET), "WorkbookIsUnreadable"),
    Case("it unpacks to more than it may", _bomb, "WorkbookIsUnreadable"),
    Case("too many parts", _many_entries, "WorkbookIsUnreadable"),
    Case(
        "larger than it may be", lambda content: content + bytes(10 * 2**20), "WorkbookIsUnreadable"
    ),
    Case("somebody's own workbook", _fresh, "WorkbookIsNotOurs"),
]


def _stored(content: bytes) -> bytes:
    return packed(parts_of(content), zipfile.ZIP_STORED)


def _other_order(content: bytes) -> bytes:
    return packed(dict(reversed(parts_of(content).items())))


def _with_macros(content: bytes) -> bytes:
    return packed(parts_of(content) | {"xl/vbaProject.bin": OLE + bytes(504)})


def _again(content: bytes) -> bytes:
    """Return the file as a program writes it that keeps all it does not understand."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts_of(content).items():
            archive.writestr(name, part)
        archive.writestr("docProps/custom.xml", b"<Properties/>")
        archive.comment = b"Nhip"
    return target.getvalue()


WRITTEN_OTHERWISE = [
    Case("not compressed", _stored, UNCHANGED),
    Case("parts in another order", _other_order, UNCHANGED),
    Case("macros beside it, never run", _with_macros, UNCHANGED),
    Case("with parts nobody knows", _again, UNCHANGED),
    Case(
        "without the size of the sheet",
        rewritten(SHEET, lambda text: text.replace("<dimension", "<x")),
        UNCHANGED,
    ),
    Case(
        "sheet of a wrong size",
        rewritten(SHEET, lambda text: text.replace('ref="A2:', 'ref="A1:B2" x="')),
        UNCHANGED,
    ),
    Case("saved again unchanged", edited(lambda _book, _page: None), UNCHANGED),
]
FAMILIES = {
    "of another report": OF_ANOTHER,
    "damaged identities": IDENTITY,
    "no workbooks": NO_WORKBOOK,
    "written otherwise": WRITTEN_OTHERWISE,
}
