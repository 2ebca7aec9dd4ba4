"""Đối chiếu sổ sách: the books of all nodes beside each other, read without the product's code."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from nhip.config.faults.field import FIGURES, Field
from nhip.config.faults.points import HUB, RECEIVER, SENDER

SENT = """
    SELECT message_id::text, sender, recipient, digest, state, standing,
        (SELECT array_agg(s.digests_match) FROM exchange_message s
         WHERE s.answers_id = m.id AND s.code = '01') AS receipts
    FROM exchange_message m WHERE direction = 'out' AND kind = 'document' ORDER BY id
"""
RELAYED = "SELECT message_id::text, state FROM exchange_relay WHERE kind = 'document' ORDER BY id"
ARRIVED = """
    SELECT m.message_id::text, m.sender, m.recipient, m.digest, m.envelope_sha256,
        (SELECT count(*) FROM documents_document d WHERE d.message_id = m.id) AS registered,
        (SELECT min(d.arrival_number) FROM documents_document d WHERE d.message_id = m.id) AS number
    FROM exchange_message m WHERE direction = 'in' AND kind = 'document' ORDER BY id
"""
OPEN = """
    SELECT (SELECT count(*) FROM exchange_message
            WHERE direction = 'out' AND state IN ('queued', 'unknown'))
         + (SELECT count(*) FROM exchange_message
            WHERE direction = 'out' AND kind = 'document' AND standing = '' AND state = 'sent')
         + (SELECT count(*) FROM exchange_relay WHERE state = 'waiting')
"""
# What the clock calls comes again with the next minute; what somebody called does not.
FAILED = """
    SELECT task_name FROM procrastinate_jobs j WHERE status = 'failed'
    AND NOT EXISTS (SELECT FROM procrastinate_periodic_defers p WHERE p.task_name = j.task_name)
"""
FILES = "SELECT sha256 FROM files_storedfile"
UNSEALED = """
    SELECT count(*) FROM events_event e
    WHERE NOT EXISTS (SELECT FROM events_seal s WHERE s.event_id = e.id)
"""
DELIVERED = """
    SELECT d.source AS title, count(o.id) AS figures,
        (SELECT count(*) FROM events_event e
         WHERE e.name = 'indicators.delivery.stored' AND e.subject = 'indicators.delivery:' || d.id)
            AS told
    FROM indicators_delivery d
    LEFT JOIN indicators_observation o ON o.delivery_id = d.id AND o.superseded_at IS NULL
    GROUP BY d.id
"""
TOLD = "SELECT subject FROM events_event WHERE name = '{event}'"
TRIES = "SELECT outcome FROM exchange_attempt"


@dataclass(frozen=True)
class Tally:
    """Kết quả đối chiếu: how much was sent and accepted, and everything that is wrong."""

    acknowledged: int
    figures_acknowledged: int
    figures_stored: int
    sent: int
    relayed: int
    accepted: int
    receipts: int
    tries: Counter[str]
    wrong: tuple[str, ...]


def rows(field: Field, node: str, statement: str) -> list[Any]:
    """Return what a statement reads in the database of a node."""
    url = field.server.url(field.node(node).database)
    with psycopg.connect(url, row_factory=namedtuple_row) as connection:
        return connection.execute(statement).fetchall()


def still_open(field: Field) -> int:
    """Return how much is on its way: not sent, not passed on, or not answered."""
    return sum(rows(field, node.name, OPEN)[0][0] for node in field.nodes)


def unsealed(field: Field) -> int:
    """Return how many events of all nodes wait for their seal."""
    return sum(rows(field, node.name, UNSEALED)[0][0] for node in field.nodes)


def tally(field: Field) -> Tally:
    """Đối chiếu: compare what was acknowledged, sent, relayed, accepted and answered."""
    sent, relayed = rows(field, SENDER, SENT), rows(field, HUB, RELAYED)
    arrived = rows(field, RECEIVER, ARRIVED)
    acknowledged, delivered = _noted(field.ledger), _noted(field.figures)
    stored = rows(field, SENDER, DELIVERED)
    wrong = [
        *_missing("acknowledged, not in the outbox", acknowledged, sent),
        *_missing("sent, not at the hub", [one.message_id for one in sent], relayed),
        *_missing("sent, not accepted", [one.message_id for one in sent], arrived),
        *_missing("accepted, never sent", [one.message_id for one in arrived], sent),
        *_twice("at the hub", relayed),
        *_twice("accepted", arrived),
        *_not_registered_once(arrived),
        *_out_of_order(sent, arrived),
        *_not_as_sent(sent, arrived),
        *_without_a_receipt(sent),
        *_not_told_once(field, SENDER, "exchange.message.queued", len(sent)),
        *_not_told_once(field, RECEIVER, "exchange.message.received", len(arrived)),
        *_not_told_once(field, SENDER, "exchange.message.acknowledged", len(sent)),
        *_not_stored_once(delivered, stored),
        *_damaged(field),
        *_failed(field),
    ]
    tries = (try_.outcome for node in field.nodes for try_ in rows(field, node.name, TRIES))
    receipts = sum(one.receipts == [True] for one in sent)
    return Tally(
        len(acknowledged),
        FIGURES * len(delivered),
        sum(one.figures for one in stored),
        len(sent),
        len(relayed),
        len(arrived),
        receipts,
        Counter(tries),
        tuple(wrong),
    )


def _missing(what: str, wanted: Iterable[str], there: Iterable[Any]) -> list[str]:
    known = {one.message_id for one in there}
    return [f"{what}: {identity}" for identity in wanted if identity not in known]


def _twice(what: str, there: Iterable[Any]) -> list[str]:
    counted = Counter(one.message_id for one in there)
    return [f"{what} {count} times: {identity}" for identity, count in counted.items() if count > 1]


def _not_registered_once(arrived: Iterable[Any]) -> list[str]:
    numbers: Counter[tuple[str, int]] = Counter()
    wrong = []
    for one in arrived:
        numbers[one.recipient, one.number] += 1
        if one.registered != 1:
            wrong.append(f"registered {one.registered} times: {one.message_id}")
    return wrong + [f"number given {n} times: {at}" for at, n in numbers.items() if n > 1]


def _out_of_order(sent: Iterable[Any], arrived: Iterable[Any]) -> list[str]:
    place = {one.message_id: position for position, one in enumerate(sent)}
    last: dict[tuple[str, str], int] = {}
    wrong = []
    for one in arrived:
        line, position = (one.sender, one.recipient), place.get(one.message_id, -1)
        if position < last.get(line, -1):
            wrong.append(f"out of order: {one.message_id}")
        last[line] = position
    return wrong


def _not_as_sent(sent: Iterable[Any], arrived: Iterable[Any]) -> list[str]:
    digests = {one.message_id: one.digest for one in sent}
    return [
        f"not as it was sent: {one.message_id}"
        for one in arrived
        if digests.get(one.message_id, one.digest) != one.digest
    ]


def _without_a_receipt(sent: Iterable[Any]) -> list[str]:
    return [
        f"receipts {one.receipts}, state {one.state}, standing {one.standing!r}: {one.message_id}"
        for one in sent
        if one.receipts != [True] or one.standing != "01" or one.state != "sent"
    ]


def _not_told_once(field: Field, node: str, event: str, times: int) -> list[str]:
    """Return what is wrong with the events of a name: one for each letter there must be."""
    told = [one.subject for one in rows(field, node, TOLD.format(event=event))]
    if len(told) == len(set(told)) == times:
        return []
    return [f"{event} {len(told)} times of {len(set(told))} letters, not {times}"]


def _not_stored_once(acknowledged: Iterable[str], stored: Iterable[Any]) -> list[str]:
    """Return what is wrong with figures: all of a delivery are there and told once, or none."""
    there = Counter(one.title for one in stored)
    return [
        *(f"figures stored {there[one]} times: {one}" for one in acknowledged if there[one] != 1),
        *(
            f"{one.figures} figures, told {one.told} times: {one.title}"
            for one in stored
            if (one.figures, one.told > 0) != (FIGURES, True)
        ),
    ]


def _noted(ledger: Path) -> list[str]:
    """Return what was acknowledged to the writer, line by line."""
    return ledger.read_text().splitlines() if ledger.exists() else []


def _damaged(field: Field) -> list[str]:
    """Return every file of every node that is not what its name says, or not there."""
    wrong = []
    for node in field.nodes:
        store = field.state_of(node.name) / "files"
        for (sha256,) in rows(field, node.name, FILES):
            place = store / sha256[:2] / sha256[2:4] / sha256
            data = place.read_bytes() if place.exists() else b""
            if hashlib.sha256(data).hexdigest() != sha256:
                wrong.append(f"missing or altered at the {node.name}: {sha256}")
    return wrong


def _failed(field: Field) -> list[str]:
    return [
        f"job failed for good at the {node.name}: {name}"
        for node in field.nodes
        for (name,) in rows(field, node.name, FAILED)
    ]
