"""Dữ liệu trong tệp ký: the ``report.json`` inside a PDF, as it was under each signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

REPORT = "report.json"
_DEEPEST = 8


@dataclass(frozen=True)
class Data:
    """Dữ liệu kèm theo: the report everybody signed, if the file carries that and no other."""

    signed: bytes | None
    are_signed: bool | None


NO_DATA = Data(None, None)


def data_in(reader: PdfFileReader) -> Data:
    """Return the report inside a PDF, if it is the same under every signature and now."""
    current = _attachment(reader.root)
    under = [
        _attachment(reader.get_historical_resolver(revision).root)
        for revision in dict.fromkeys(
            signature.signed_revision for signature in reader.embedded_regular_signatures
        )
    ]
    if current is None and not any(under):
        return NO_DATA
    if not under or any(one != current for one in under):
        return Data(None, False)
    return Data(current, True)


def _attachment(root: Any) -> bytes | None:
    try:
        tree = root["/Names"]["/EmbeddedFiles"]
    except KeyError:
        return None
    found = list(_reports(tree, depth=0))
    if len(found) > 1:
        raise PdfReadError("More than one report is attached")
    return found[0] if found else None


def _reports(node: Any, *, depth: int) -> Iterator[bytes]:
    if depth > _DEEPEST:
        raise PdfReadError("The tree of attachments is too deep")
    names = node.get("/Names", ())
    for position in range(0, len(names) - 1, 2):
        if str(names[position]) == REPORT:
            stream = names[position + 1]["/EF"]["/F"]
            if isinstance(stream, generic.StreamObject):
                yield bytes(stream.data)
    for child in node.get("/Kids", ()):
        yield from _reports(child.get_object(), depth=depth + 1)
