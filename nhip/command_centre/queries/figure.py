"""Một số liệu và nguồn gốc: from the figure to the cell, the version and the signed document."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nhip.accounts.models import User
from nhip.command_centre.queries.choices import Board, Choice, board_of, sight_of
from nhip.command_centre.queries.wording import source_mark, vintage_text
from nhip.core.clock import local
from nhip.indicators.models import Indicator
from nhip.indicators.queries import Line, Seen, history, rivals
from nhip.reporting.models import ReportVersion
from nhip.reporting.queries.titles import regime_name, unit_names
from nhip.reporting.queries.wording import MISSING_SIGN, figure_text
from nhip.reporting.rules.forms import Address
from nhip.ui.queries import in_language
from nhip.ui.rules import Mark


@dataclass(frozen=True)
class Proof:
    """Chứng cứ: the signed document under a figure, and its number."""

    version_sha256: str
    cell: str
    document_id: int | None
    document_number: str


@dataclass(frozen=True)
class Spoken:
    """Một lần công bố của số liệu: what was said, by what source, from when to when."""

    value: str
    source: Mark
    since: dt.datetime
    until: dt.datetime | None
    proof: Proof | None
    is_shown: bool


@dataclass(frozen=True)
class FigurePage:
    """Một số liệu trên trang."""

    choice: Choice
    line_query: str
    board_query: str
    title: str
    unit: str
    label: str
    period: str
    window: tuple[dt.datetime, dt.datetime]
    indicator: str
    unit_of_measure: str
    vintage: str
    value: str
    shown: Spoken | None
    history: Sequence[Spoken]
    rivals: Sequence[Spoken]


def figure_page(choice: Choice, *, viewer: User, now: dt.datetime) -> FigurePage | None:
    """Return one unit's figure with its whole history; None when this person has no such figure."""
    board = board_of(choice, sight_of(viewer, on=local(now).date()), now=now)
    asked = board.line() if board else None
    unit = choice.unit_id
    if board is None or asked is None or unit is None or unit not in board.units:
        return None
    address, key, line = asked
    said = _spoken(board, address, history(line, key, unit))
    shown = next((one for one in said if one.is_shown), None)
    return _page(board, address, line, said=said, shown=shown, others=_rivals(board, asked))


def _page(
    board: Board,
    address: Address,
    line: Line,
    *,
    said: Sequence[Spoken],
    shown: Spoken | None,
    others: Sequence[Spoken],
) -> FigurePage:
    choice, span = board.choice, board.period
    unit = choice.unit_id or 0
    measure = Indicator.objects.get(code=line.indicator)
    return FigurePage(
        choice=choice,
        line_query=choice.at(cell=str(address)).query,
        board_query=choice.at().query,
        title=regime_name(board.regime),
        unit=unit_names([unit], on=span.last_date).get(unit, ""),
        label=board.label(address),
        period=in_language(span.label_vi, span.label_en),
        window=(span.starts_at, span.ends_at),
        indicator=f"{measure.code} – {in_language(measure.name, measure.name_en)}",
        unit_of_measure=in_language(measure.unit_of_measure, measure.unit_of_measure_en),
        vintage=vintage_text(line.vintage),
        value=shown.value if shown else MISSING_SIGN,
        shown=shown,
        history=said,
        rivals=others,
    )


def _rivals(board: Board, asked: tuple[Address, str, Line]) -> list[Spoken]:
    address, key, line = asked
    return _spoken(board, address, rivals(line, [key], [board.choice.unit_id or 0]))


def _spoken(board: Board, address: Address, seen: Sequence[Seen]) -> list[Spoken]:
    return [
        Spoken(
            value=figure_text(one.value, board.form.places_of(address)),
            source=source_mark(one),
            since=one.accepted_at,
            until=one.superseded_at,
            proof=_proof(one, address) if one.version else None,
            is_shown=_held_at(one, board.choice.as_of),
        )
        for one in seen
    ]


def _held_at(seen: Seen, moment: dt.datetime | None) -> bool:
    if moment is None:
        return seen.superseded_at is None
    ended = seen.superseded_at is not None and seen.superseded_at <= moment
    return seen.accepted_at <= moment and not ended


def _proof(seen: Seen, address: Address) -> Proof:
    """Return the document under a figure: the arrival that brought it, else our own."""
    version = ReportVersion.objects.filter(sha256=seen.version).first()
    document = None
    if version is not None:
        intake = version.intakes.select_related("document").order_by("received_at").first()
        report = version.reports.select_related("document").first()
        document = intake.document if intake else report.document if report else None
    return Proof(
        version_sha256=seen.version or "",
        cell=str(address),
        document_id=document.pk if document else None,
        document_number=document.number if document else "",
    )
