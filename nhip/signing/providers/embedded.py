"""Dữ liệu trong tệp ký: the ``report.json`` inside a PDF, as it was when the first person signed."""

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

REPORT = "report.json"


@dataclass(frozen=True)
class Data:
    """Dữ liệu kèm theo: what was signed, and whether it is still what the file carries."""

    signed: bytes | None
    current: bytes | None

    @property
    def are_signed(self) -> bool | None:
        """Tell whether the data in the file are the signed data; None when it carries none."""
        if self.signed is None and self.current is None:
            return None
        return self.signed == self.current


def data_in(reader: PdfFileReader) -> Data:
    """Return the report inside a PDF, as first signed and as it is now."""
    current = _attachment(reader.root)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return Data(None, current)
    revision = signatures[0].signed_revision
    return Data(_attachment(reader.get_historical_resolver(revision).root), current)


def _attachment(root: Any) -> bytes | None:
    try:
        tree = root["/Names"]["/EmbeddedFiles"]
    except KeyError:
        return None
    return _find(tree, depth=0)


def _find(node: Any, *, depth: int) -> bytes | None:
    if depth > 8:
        raise PdfReadError("The tree of attachments is too deep")
    names = node.get("/Names", ())
    for position in range(0, len(names) - 1, 2):
        if str(names[position]) == REPORT:
            stream = names[position + 1]["/EF"]["/F"]
            return bytes(stream.data) if isinstance(stream, generic.StreamObject) else None
    for child in node.get("/Kids", ()):
        found = _find(child.get_object(), depth=depth + 1)
        if found is not None:
            return found
    return None
