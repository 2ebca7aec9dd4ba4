"""Số, ký hiệu và ngày tháng: how a document is numbered and dated (Decree 30/2020, annex I)."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from nhip.documents.rules.kinds import Kind

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_REASON = re.compile(r"number=(?P<number>[^;]+);date=(?P<date>\d{4}-\d{2}-\d{2})")


class NotANumber(ValueError):
    """Số sai thể thức: the text is not a number with its symbol."""


@dataclass(frozen=True)
class Numbered:
    """Số và ngày: what the agency's number signature says of a document."""

    number: str
    """Number and symbol, ``05/BC-UBND``."""
    date: dt.date

    @property
    def reason(self) -> str:
        """Return the machine-readable Reason of the number signature."""
        return f"number={self.number};date={self.date.isoformat()}"

    def line(self, place: str) -> tuple[str, str]:
        """Return the two texts printed on the number line of the page."""
        return f"Số: {self.number}", place_and_date(place, self.date)


def read_reason(reason: str) -> Numbered:
    """Read what a number signature's Reason says. Raises NotANumber."""
    found = _REASON.fullmatch(reason)
    if found is None:
        raise NotANumber(reason)
    try:
        return Numbered(found["number"], dt.date.fromisoformat(found["date"]))
    except ValueError as error:
        raise NotANumber(reason) from error


def padded(serial: int) -> str:
    """Return the number as printed: below 10 it gets a leading zero."""
    return f"{serial:02d}"


def notation(kind: Kind, agency: str, drafting_unit: str = "") -> str:
    """Return the symbol: ``QĐ-BNV``, or ``BNV-VP`` for a letter, whose symbol names no kind."""
    groups = (kind.abbreviation, agency) if kind.abbreviation else (agency, drafting_unit)
    return "-".join(group for group in groups if group)


def full_number(serial: int, symbol: str) -> str:
    """Return number and symbol together: ``05/QĐ-BNV``."""
    return f"{padded(serial)}/{symbol}"


def split_number(number: str) -> tuple[str, str]:
    """Part ``05/QĐ-BNV`` into number and symbol, as the envelope keeps them. Raises NotANumber."""
    serial, slash, symbol = number.partition("/")
    if not (slash and serial.isdigit() and symbol):
        raise NotANumber(number)
    return serial, symbol


def place_and_date(place: str, date: dt.date) -> str:
    """Return the place-and-date line; only days below 10 and months 1 and 2 get a leading zero."""
    month = f"{date.month:02d}" if date.month <= 2 else str(date.month)
    return f"{place}, ngày {date.day:02d} tháng {month} năm {date.year}"


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day in Hà Nội: a document's date and the year of its series follow it."""
    return moment.astimezone(_HANOI).date()


def legal_id(agency_code: str, year: int, number: str) -> str:
    """Return the document's identity in law: agency code, year, and number of the year."""
    serial, symbol = split_number(number)
    return f"{agency_code}.{year}.{serial}.{symbol}"


def exchange_id(agency_code: str, date: dt.date, number: str) -> str:
    """Return the identity the document carries over the axis; every resend keeps it."""
    return f"{agency_code},{date:%Y/%m/%d},{number}"


def sameness(*parts: str) -> str:
    """Return a key under which differently typed numbers and names are the same.

    Neither Unicode form, nor spacing, nor case makes another document of it.
    """
    composed = unicodedata.normalize("NFC", "\x1f".join(parts)).casefold()
    return re.sub(r"[^\S\x1f]+", "", composed)
