"""Chế bản bằng Typst: set a page in the layout of Decree 30/2020 as PDF/A-3b.

The same input gives the same bytes: only built-in fonts are used and the
creation time comes from the page. Data reach the layout as JSON, never as code.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import local
from typing import Any

from typst import Compiler

from nhip.documents.rules.page import Annex, Box, Piece, ReportPage, Table, agency_lines

LAYOUTS = Path(__file__).parent / "layouts"
ATTACHMENT = "report.json"

_SLOTS = "query(<slot>).map(slot => slot.value + slot.location().position())"
_compilers = local()


@dataclass(frozen=True)
class Typeset:
    """Bản in: the finished page and the empty boxes its signatures will fill."""

    pdf: bytes
    boxes: Mapping[str, Box]


def typeset_report(page: ReportPage, attachment: bytes) -> Typeset:
    """Set the report and embed its data, ``report.json``, with the relationship *Data*."""
    inputs = {"page": json.dumps(_page_json(page)), "attachment": attachment.decode()}
    pdf = typeset("report", inputs, page.created_at)
    slots = json.loads(_compiler("report").eval(_SLOTS))
    return Typeset(pdf, {slot["name"]: _box(slot) for slot in slots})


def typeset(layout: str, inputs: Mapping[str, str], at: dt.datetime) -> bytes:
    """Return the PDF/A-3b of one layout with these inputs, dated ``at``."""
    pdf = _compiler(layout).compile(
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards="a-3b",
        pdf_tags=False,
        timestamp=int(at.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


def _compiler(layout: str) -> Compiler:
    """Return this thread's compiler of the layout: it remembers what did not change."""
    known: dict[str, Compiler] = _compilers.__dict__
    if layout not in known:
        known[layout] = Compiler(LAYOUTS / f"{layout}.typ", root=LAYOUTS, ignore_system_fonts=True)
    return known[layout]


def _box(slot: dict[str, Any]) -> Box:
    """Return the slot in whole points, as signature fields are written."""
    left, down = (float(slot[axis].removesuffix("pt")) for axis in "xy")
    top = slot["page-height"] - down
    edges = (left, top - slot["height"], left + slot["width"], top)
    return Box(slot["page"] - 1, *(round(edge) for edge in edges))


def _page_json(page: ReportPage) -> dict[str, Any]:
    return {
        "agency": agency_lines(page.agency),
        "parent-agency": page.parent_agency,
        "title": page.title,
        "subject": page.subject,
        "urgency": page.urgency,
        "addressee": page.addressee,
        "demo": page.demo,
        "watermark": page.watermark,
        "signer": asdict(page.signer),
        "recipients": list(page.recipients),
        "body": _pieces_json(page.body),
        "annexes": [_annex_json(annex) for annex in page.annexes],
        "attachment": {
            "name": ATTACHMENT,
            "media-type": "application/json",
            "description": "Số liệu của báo cáo",
        },
    }


def _annex_json(annex: Annex) -> dict[str, Any]:
    return {
        "title": annex.title,
        "subject": annex.subject,
        "landscape": annex.landscape,
        "body": _pieces_json(annex.body),
    }


def _pieces_json(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [_piece_json(piece) for piece in pieces]


def _piece_json(piece: Piece) -> dict[str, Any]:
    kind = type(piece).__name__.lower()
    legend = {"legend": piece.legend} if isinstance(piece, Table) else {}
    return {"is": kind, **asdict(piece), **legend}
