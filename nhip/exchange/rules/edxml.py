"""Tên gọi của edXML (QCVN 102:2016/BTTTT): namespaces, wire forms of dates, finding elements.

The names of the standard stand here and in writing and reading only.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

EDXML: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
DELIVERY: Final = "urn:nhip:delivery:1"
DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"

DAY: Final = "%Y/%m/%d"
MOMENT: Final = "%Y/%m/%d %H:%M:%S"
HANOI: Final = ZoneInfo("Asia/Ho_Chi_Minh")
CID: Final = "cid:"

HEADER_ID, DELIVERY_ID, BUSINESS_ID, BODY_ID = "header", "delivery", "business", "body"
PARTS_ID: Final = "parts"


@dataclass(frozen=True)
class Delivery:
    """Thông tin chuyển: the identity a message keeps on every retry, and when it was made."""

    message_id: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Hop:
    """Chặng: one system the message passed, and when, as that system wrote it."""

    code: str
    at: str


def local_name(element: etree._Element) -> str:
    """Return the name of an element without namespace; comments have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the children of that name, whatever their namespace or prefix."""
    if parent is not None:
        yield from (child for child in parent if local_name(child) == name)


def child(parent: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the first element down a path of names, or None."""
    for name in names:
        parent = next(children(parent, name), None)
    return parent


def text_of(element: etree._Element | None) -> str:
    """Return the text of an element without the spaces around it."""
    return (element.text or "").strip() if element is not None else ""
