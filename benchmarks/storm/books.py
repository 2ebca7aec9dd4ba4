"""Sổ của nút: what its tables say, during the storm and after it."""

import time
from dataclasses import dataclass
from typing import Any

import psycopg

from nhip.events.actions import TOLD_AT

DEPTHS = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')),
    (SELECT count(*) FROM exchange_message WHERE direction = 'in'),
    (SELECT count(*) FROM reporting_intake WHERE standing = 'accepted'),
    (SELECT count(*) FROM exchange_message
        WHERE direction = 'out' AND state IN ('queued', 'unknown'))
"""
ACCEPTED = "reporting.intake.accepted"
WAYS = """
SELECT event.id, document.author_code
FROM events_event event
JOIN reporting_intake intake ON event.subject = 'reporting.intake:' || intake.id
JOIN documents_document document ON document.id = intake.document_id
WHERE event.name = %s
"""
COUNTS = {
    "messages received": "SELECT count(*) FROM exchange_message WHERE direction = 'in'",
    "turned away at the door": "SELECT count(*) FROM exchange_refusal",
    "documents registered": "SELECT count(*) FROM documents_document WHERE direction = 'in'",
    "arrival numbers given twice": """
        SELECT count(*) FROM (SELECT FROM documents_document WHERE direction = 'in'
        GROUP BY agency_id, arrival_year, arrival_number HAVING count(*) > 1) twice""",
    "reports accepted": "SELECT count(*) FROM reporting_intake WHERE standing = 'accepted'",
    "reports that stand otherwise": """
        SELECT count(*) FROM reporting_intake WHERE standing <> 'accepted'""",
    "units whose figures are stored": "SELECT count(DISTINCT unit_id) FROM indicators_observation",
    "answers written": "SELECT count(*) FROM exchange_message WHERE direction = 'out'",
    "answers not handed over": """
        SELECT count(*) FROM exchange_message WHERE direction = 'out' AND state <> 'sent'""",
    "jobs given up": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
}


@dataclass(frozen=True)
class Depth:
    """Độ sâu hàng đợi at one second of the storm."""

    second: float
    jobs: int
    received: int
    accepted: int
    answers: int


async def depth(connection: "psycopg.AsyncConnection[Any]", second: float) -> Depth:
    """Return how much waits now."""
    row = await (await connection.execute(DEPTHS)).fetchone()
    assert row is not None
    return Depth(second, *row)


async def listen(database: str, heard: dict[int, float]) -> None:
    """Note when each acceptance was committed, which the database says itself, until cancelled."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        await connection.execute(f"LISTEN {TOLD_AT}")
        async for said in connection.notifies():
            name, _space, event = said.payload.partition(" ")
            if name == ACCEPTED:
                heard[int(event)] = time.perf_counter()


def senders(database: str) -> dict[int, str]:
    """Return whose report was accepted, by the event that says so."""
    with psycopg.connect(database) as connection:
        return dict(connection.execute(WAYS, [ACCEPTED]).fetchall())


def counts(database: str) -> dict[str, int]:
    """Return the counts by which the books of the node are judged."""
    with psycopg.connect(database) as connection:
        return {
            name: (connection.execute(statement).fetchone() or (0,))[0]
            for name, statement in COUNTS.items()
        }
