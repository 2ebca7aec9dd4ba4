"""Hình thức chữ ký: one-page PDFs that show what each signature says (Decree 30/2020, annex I).

Each is exactly as large as its box, so the signing tool places it unscaled.
"""

import datetime as dt
import json
from typing import Any

from nhip.core.clock import HANOI
from nhip.documents.providers.typesetting import typeset
from nhip.documents.rules.numbering import Numbered
from nhip.documents.rules.page import Box


def person_stamp(
    box: Box, *, name: str, at: dt.datetime, demo: bool, image: bytes | None = None
) -> bytes:
    """Hình thức chữ ký cá nhân: blue; the handwritten image only when the person gave one."""
    return _stamp("person", box, at, title=name, name=name, demo=demo, image=image)


def number_stamp(box: Box, *, numbered: Numbered, place: str, at: dt.datetime) -> bytes:
    """Số, ký hiệu và ngày tháng: the number line, set exactly where the page left room for it."""
    number, place_and_date = numbered.line(place)
    return _stamp(
        "number",
        box,
        at,
        title=numbered.number,
        number=number,
        image=None,
        **{"place-and-date": place_and_date},
    )


def seal_stamp(
    box: Box, *, agency: str, at: dt.datetime, demo: bool, image: bytes | None = None
) -> bytes:
    """Hình thức chữ ký cơ quan: red; the seal's image, or a plain drawing that is no seal."""
    return _stamp("seal", box, at, title=agency, name=agency, demo=demo, image=image)


def _stamp(kind: str, box: Box, at: dt.datetime, *, image: bytes | None, **words: Any) -> bytes:
    data = {
        "is": kind,
        "width": box.width,
        "height": box.height,
        "time": at.astimezone(HANOI).isoformat(timespec="seconds"),
        "image": None if image is None else list(image),
        **words,
    }
    return typeset("stamp", {"stamp": json.dumps(data)}, at)
