"""Bản bị sửa: a copy of a signed report with something written over it after signing."""

import io
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

WORDS: Final = "DEMONSTRATION: THIS COPY WAS CHANGED AFTER SIGNING"
STAMP: Final = (
    "q 0.7 0.11 0.13 rg 40 400 515 34 re f 1 1 1 rg "
    f"BT /NhipStamp 15 Tf 52 411 Td ({WORDS}) Tj ET Q"
)


def changed_copy(pdf: bytes) -> bytes:
    """Return the PDF with a bar of words written across its first page; its signatures stay."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    name = generic.pdf_name
    font = _dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/Helvetica-Bold"))
    fonts = _dictionary(NhipStamp=writer.add_object(font))
    stamp = writer.add_object(generic.StreamObject(stream_data=STAMP.encode()))
    resources = _dictionary(Font=fonts)
    writer.add_stream_to_page(0, stamp, resources=resources)  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    named = {generic.pdf_name(f"/{key}"): entry for key, entry in entries.items()}
    return generic.DictionaryObject(named)  # type: ignore[no-untyped-call]
