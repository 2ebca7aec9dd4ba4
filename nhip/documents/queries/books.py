"""Trang sổ văn bản: one register of one agency and year, and the others one may turn to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.http import Http404

from nhip.accounts.models import User
from nhip.accounts.queries import scope
from nhip.documents.models import ArrivalSeries, Series
from nhip.documents.permissions import Permission
from nhip.documents.queries.registers import (
    IncomingLine,
    OutgoingLine,
    incoming_register,
    outgoing_register,
)
from nhip.organisations.models import Name


class Book(StrEnum):
    """Sổ nào."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Choice:
    """Sổ được chọn."""

    book: Book
    agency_id: int | None
    year: int


@dataclass(frozen=True)
class Agency:
    """Cơ quan có thể chọn."""

    unit_id: int
    name: str


@dataclass(frozen=True)
class BookPage:
    """Sổ trên trang."""

    book: Book
    year: int
    years: Sequence[int]
    agency: Agency
    agencies: Sequence[Agency]
    outgoing: Sequence[OutgoingLine]
    incoming: Sequence[IncomingLine]


def book_page(*, viewer: User, choice: Choice, on: dt.date) -> BookPage:
    """Return the register a person chose. Raises Http404 for an agency that is not theirs."""
    agencies = _agencies(viewer, on)
    agency = _chosen(agencies, choice.agency_id)
    return BookPage(
        book=choice.book,
        year=choice.year,
        years=_years(agency, {on.year, choice.year}),
        agency=agency,
        agencies=agencies,
        outgoing=_outgoing(viewer, agency, choice, on) if choice.book is Book.OUT else [],
        incoming=_incoming(viewer, agency, choice, on) if choice.book is Book.IN else [],
    )


def _outgoing(viewer: User, agency: Agency, choice: Choice, on: dt.date) -> list[OutgoingLine]:
    return outgoing_register(viewer=viewer, agency_id=agency.unit_id, year=choice.year, on=on)


def _incoming(viewer: User, agency: Agency, choice: Choice, on: dt.date) -> list[IncomingLine]:
    return incoming_register(viewer=viewer, agency_id=agency.unit_id, year=choice.year, on=on)


def _agencies(viewer: User, on: dt.date) -> list[Agency]:
    """Return the agencies with registers of their own that this person may read."""
    mine = scope(viewer, Permission.VIEW, on=on)
    keeping = mine.filter(codes__scheme="qd20", codes__valid__contains=on)
    names = Name.objects.filter(unit__in=keeping, valid__contains=on).order_by("sort_key")
    return [Agency(one.unit_id, one.official_name or one.name) for one in names]


def _chosen(agencies: Sequence[Agency], unit_id: int | None) -> Agency:
    for agency in agencies:
        if unit_id is None or agency.unit_id == unit_id:
            return agency
    raise Http404


def _years(agency: Agency, besides: set[int]) -> list[int]:
    out = Series.objects.filter(agency_id=agency.unit_id).values_list("year", flat=True)
    came = ArrivalSeries.objects.filter(agency_id=agency.unit_id).values_list("year", flat=True)
    return sorted({*out, *came, *besides}, reverse=True)
