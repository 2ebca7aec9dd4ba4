"""Tệp Word của lời thuyết minh: headings and text go out with their figures bound, and come back.

The document is a handful of plain parts of WordprocessingML (ECMA-376), written and read without a
library of its own. Bookmarks carry what must survive, since Word and LibreOffice both keep them;
the last paragraph, hidden, says whose text it is. A returned one is read in a sandbox.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from nhip.core.errors import Invalid
from nhip.core.sandbox import Sandbox, serve
from nhip.core.xml import parse
from nhip.reporting.providers.bundles import BROKEN_ZIP
from nhip.reporting.rules.returned_texts import Bound, Document, Paragraph

LARGEST = 5 * 1024 * 1024
LARGEST_PART = 20 * 1024 * 1024
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SECTION, CELL, IDENTITY = "nhip_section_", "nhip_cell_", "nhip_identity"
TYPES = f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
</Types>"""  # noqa: E501  names are as long as they are
RELATIONS = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>
</Relationships>"""
STYLE_RELATION = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>
</Relationships>"""
STYLES = f"""<w:styles xmlns:w="{W}">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"
 w:cs="Times New Roman"/><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
<w:pPr><w:keepNext/><w:spacing w:before="240"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
</w:styles>"""


class NotADocument(ValueError):
    """Không đọc được tệp Word: damaged, locked by a password, or larger than the bounds."""


@dataclass(frozen=True)
class TextDocument:
    """Nội dung tệp: titles, then each heading with its paragraphs; figures are bound."""

    titles: Sequence[str]
    sections: Sequence[tuple[str, Sequence[Paragraph]]]
    identity: str


def write_document(text: TextDocument) -> bytes:
    """Return the document as .docx bytes."""
    target = io.BytesIO()
    parts = {
        "[Content_Types].xml": TYPES.encode(),
        "_rels/.rels": RELATIONS.encode(),
        "word/_rels/document.xml.rels": STYLE_RELATION.encode(),
        "word/styles.xml": STYLES.encode(),
        "word/document.xml": etree.tostring(_Writer().document(text), encoding="utf-8"),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def read_document(content: bytes) -> Document:
    """Return what a returned document says. Raises NotADocument."""
    if len(content) > LARGEST:
        raise NotADocument("too large")
    answer: Document | str | None = _sandbox.ask(content)
    if not isinstance(answer, Document):
        raise NotADocument(answer or "it takes too much time or memory")
    return answer


def end_sandbox() -> None:
    """End the sandbox, if one runs."""
    _sandbox.end()


class _Writer:
    """Writes one document; bookmarks are numbered through."""

    def __init__(self) -> None:
        self._bookmarks = 0

    def document(self, text: TextDocument) -> etree._Element:
        root = etree.Element(_w("document"), nsmap={"w": W})
        body = etree.SubElement(root, _w("body"))
        for title in text.titles:
            self._run(self._paragraph(body, "Title"), title)
        for number, (heading, paragraphs) in enumerate(text.sections):
            at = self._paragraph(body, "Heading1")
            self._bookmark(at, f"{SECTION}{number}", heading)
            for pieces in paragraphs:
                self._pieces(self._paragraph(body), pieces)
        self._bookmark(self._paragraph(body), IDENTITY, text.identity, hidden=True)
        return root

    def _pieces(self, paragraph: etree._Element, pieces: Paragraph) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                self._run(paragraph, piece)
            else:
                self._bookmark(paragraph, f"{CELL}{piece.position}", piece.text, shaded=True)

    def _bookmark(self, paragraph: etree._Element, name: str, text: str, **look: bool) -> None:
        self._bookmarks += 1
        number = str(self._bookmarks)
        etree.SubElement(paragraph, _w("bookmarkStart"), {_w("id"): number, _w("name"): name})
        self._run(paragraph, text, **look)
        etree.SubElement(paragraph, _w("bookmarkEnd"), {_w("id"): number})

    def _paragraph(self, body: etree._Element, style: str = "") -> etree._Element:
        paragraph = etree.SubElement(body, _w("p"))
        if style:
            properties = etree.SubElement(paragraph, _w("pPr"))
            etree.SubElement(properties, _w("pStyle"), {_w("val"): style})
        return paragraph

    def _run(
        self, paragraph: etree._Element, text: str, *, hidden: bool = False, shaded: bool = False
    ) -> None:
        run = etree.SubElement(paragraph, _w("r"))
        if hidden or shaded:
            look = etree.SubElement(run, _w("rPr"))
            if hidden:
                etree.SubElement(look, _w("vanish"))
            if shaded:
                shade = {_w("val"): "clear", _w("color"): "auto", _w("fill"): "E9EEF4"}
                etree.SubElement(look, _w("shd"), shade)
        written = etree.SubElement(run, _w("t"))
        written.text = text
        written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


@dataclass
class _Reader:
    """Reads one document from its first paragraph to its last."""

    identity: str = ""
    sections: dict[int, list[Paragraph]] = field(default_factory=dict)
    section: int | None = None
    open: dict[str, str] = field(default_factory=dict)
    pieces: list[str | Bound] = field(default_factory=list)

    def read(self, root: etree._Element) -> Document:
        for paragraph in root.iter(_w("p")):
            self._paragraph(paragraph)
        if not self.identity:
            raise NotADocument("it does not say whose text it is")
        return Document(self.identity, self.sections)

    def _paragraph(self, paragraph: etree._Element) -> None:
        self.pieces, is_heading = [], False
        for element in _unstruck(paragraph):
            name = str(element.get(_w("name"), ""))
            if element.tag == _w("bookmarkStart"):
                self.open[str(element.get(_w("id")))] = name
                if name.startswith(SECTION) and name.removeprefix(SECTION).isdecimal():
                    self.section, is_heading = int(name.removeprefix(SECTION)), True
                    self.sections.setdefault(self.section, [])
            elif element.tag == _w("bookmarkEnd"):
                self.open.pop(str(element.get(_w("id"))), None)
            else:
                self._write(element)
        if self.section is not None and not is_heading and self.pieces:
            self.sections[self.section].append(tuple(self.pieces))

    def _write(self, element: etree._Element) -> None:
        text = {_w("tab"): " ", _w("br"): " ", _w("cr"): " "}.get(str(element.tag), element.text)
        if IDENTITY in self.open.values():
            self.identity += text or ""
            return
        cell = next((one for one in self.open.values() if one.startswith(CELL)), None)
        if cell is None or not cell.removeprefix(CELL).isdecimal():
            self.pieces.append(text or "")
            return
        position = int(cell.removeprefix(CELL))
        last = self.pieces[-1] if self.pieces else ""
        if isinstance(last, Bound) and last.position == position:
            self.pieces[-1] = Bound(position, last.text + (text or ""))
        else:
            self.pieces.append(Bound(position, text or ""))


def _unstruck(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield texts and bookmarks in order, without what a tracked change deleted."""
    wanted = {_w(name) for name in ("t", "tab", "br", "cr", "bookmarkStart", "bookmarkEnd")}
    for element in paragraph.iter(*wanted):
        if not any(above.tag == _w("del") for above in element.iterancestors()):
            yield element


def _answer(content: bytes) -> Document | str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > LARGEST_PART:
                return "too large when unpacked"
            root = parse(archive.read(entry), max_bytes=LARGEST_PART)
        return _Reader().read(root)
    except (KeyError, NotADocument, Invalid, *BROKEN_ZIP) as error:
        return str(error)[:200] or type(error).__name__


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


_sandbox = Sandbox(__name__)

if __name__ == "__main__":
    serve(_answer)
