"""Hồ sơ chứng cứ của một số liệu: which papers, messages and events stand under it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nhip.command_centre.queries.choices import Board, Choice, Sight, board_of
from nhip.core.errors import Refused
from nhip.core.refs import ref
from nhip.documents.models import Document
from nhip.events.models import Event, Seal, SealHead
from nhip.events.rules import sealed_text
from nhip.exchange.models import Message
from nhip.indicators.models import Delivery
from nhip.indicators.queries import Line, Seen, observations
from nhip.reporting.models import ReportVersion
from nhip.reporting.rules.forms import Address
from nhip.signing.queries import newest_verification

FORMAT = "nhip/evidence/1"
MOST_LINKS = 20_000


class NobodySigned(Refused):
    """Không có chữ ký dưới số liệu: it was imported, or there is no figure at all."""

    message = _("There is no signed report under this figure, so there is no evidence to hand out.")


@dataclass(frozen=True)
class Sent:
    """Gói tin đã ký: the name it gets in the package, and where its bytes are stored."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Link:
    """Mắt xích: one sealed event as the very text that its seal is the hash of."""

    position: int
    hash: str
    sealed: str


@dataclass(frozen=True)
class Head:
    """Đầu chuỗi có dấu thời gian."""

    position: int
    hash: str
    token: bytes


@dataclass(frozen=True)
class Dossier:
    """Hồ sơ chứng cứ: what is claimed, and everything that the claim rests on."""

    claim: dict[str, Any]
    pdf_sha256: str
    messages: Sequence[Sent]
    verdict: dict[str, Any] | None
    links: Sequence[Link]
    heads: Sequence[Head]


def dossier_of(
    choice: Choice, sight: Sight, *, whole_log: bool, now: dt.datetime
) -> Dossier | None:
    """Return what stands under a figure; None when there is no such figure to be seen.

    With ``whole_log`` the events between those of this report and the next time-stamped head are
    handed out as well: they prove the chain, and tell what else happened on the node.

    Raises NobodySigned.
    """
    board = board_of(choice, sight, now=now)
    asked = board.line() if board else None
    unit = choice.unit_id
    if board is None or asked is None or unit is None or unit not in board.units:
        return None
    if (board.choice.regime, board.choice.period) != (choice.regime, choice.period):
        return None  # a page shows the next best board; evidence is of what was asked for
    address, key, line = asked
    seen = next(iter(observations(line, [key], [unit], as_of=choice.as_of)), None)
    version = ReportVersion.objects.filter(sha256=seen.version).first() if seen else None
    documents = _documents(version) if version else []
    if seen is None or version is None or not documents:
        raise NobodySigned
    messages = _messages(documents)
    subjects = _subjects(version, documents, messages)
    links, heads = _proven(subjects, whole_log=whole_log)
    found = newest_verification(documents[0].file_id)
    return Dossier(
        claim=_claim(board, (address, line, seen), version, documents[0]),
        pdf_sha256=documents[0].file_id,
        messages=[_sent(one) for one in messages],
        verdict=found.verdict | {"checked_at": found.checked_at.isoformat()} if found else None,
        links=links,
        heads=heads,
    )


def _claim(
    board: Board, asked: tuple[Address, Line, Seen], version: ReportVersion, document: Document
) -> dict[str, Any]:
    said, (address, line, seen) = version.report, asked
    return {
        "format": FORMAT,
        "node": settings.NHIP_NODE,
        "figure": board.choice.query,
        "label": board.label(address),
        "unit": {"code": said.unit.code, "name": said.unit.name},
        "period": said.period.key,
        "indicator": line.indicator,
        "cell": {"row": address.row, "column": address.column},
        "state": str(seen.value.state),
        "value": None if seen.value.number is None else format(seen.value.number, "f"),
        "accepted_at": seen.accepted_at.isoformat(),
        "version": version.sha256,
        "document": {
            "number": document.number,
            "date": document.issued_on.isoformat() if document.issued_on else None,
        },
    }


def _documents(version: ReportVersion) -> list[Document]:
    """Return the papers with this version that hold one file: arrivals first, then our own."""
    arrivals = version.intakes.select_related("document").order_by("received_at", "pk")
    own = version.reports.select_related("document").filter(document__isnull=False)
    found = [one.document for one in [*arrivals, *own] if one.document is not None]
    return [one for one in found if one.file_id == found[0].file_id]


def _messages(documents: Sequence[Document]) -> list[Message]:
    """Return the letters that carried the papers, and every receipt that answered them."""
    letters = Q(arrival__in=documents) | Q(addressee__document__in=documents)
    carried = list(Message.objects.filter(letters, envelope__isnull=False).order_by("pk"))
    receipts = Message.objects.filter(answers__in=carried, envelope__isnull=False)
    return [*carried, *receipts.order_by("pk")]


def _sent(message: Message) -> Sent:
    kind = f"receipt-{message.code}" if message.kind == Message.Kind.STATUS else "letter"
    name = f"{kind}-{message.sender}-{message.recipient}-{message.direction}-{message.pk}.edxml"
    return Sent(name, message.envelope_id or "")


def _subjects(
    version: ReportVersion, documents: Sequence[Document], messages: Sequence[Message]
) -> list[str]:
    about = [*version.intakes.all(), *version.reports.all(), *documents, *messages]
    about += Delivery.objects.filter(version_sha256=version.sha256)
    return [ref(one) for one in about]


def _proven(subjects: Sequence[str], *, whole_log: bool) -> tuple[list[Link], list[Head]]:
    """Return the events about these things with their seals, and the stamped heads over them."""
    mine = Seal.objects.filter(event__subject__in=subjects).order_by("position")
    positions = list(mine.values_list("position", flat=True)[:MOST_LINKS])
    heads: dict[int, Head] = {}
    wanted: set[int] = set(positions)
    for position in positions:
        head = SealHead.objects.filter(position__gte=position).order_by("position").first()
        if head is not None:
            heads[head.position] = Head(head.position, head.hash, bytes(head.token))
            last = min(head.position, position + MOST_LINKS) if whole_log else position
            wanted |= set(range(position, last + 1))
    return _links(sorted(wanted)[:MOST_LINKS]), [heads[place] for place in sorted(heads)]


def _links(positions: Sequence[int]) -> list[Link]:
    seals = list(Seal.objects.filter(position__in=positions).order_by("position"))
    events = Event.objects.in_bulk([seal.event_id for seal in seals])
    return [
        Link(
            seal.position,
            seal.hash,
            sealed_text(seal.previous_hash, seal.position, events[seal.event_id].entry).decode(),
        )
        for seal in seals
        if seal.event_id in events
    ]
