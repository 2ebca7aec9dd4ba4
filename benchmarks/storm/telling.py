"""Kết quả: what the storm measured, beside its yardstick; and whether the books agree."""

import platform
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.storm import books
from benchmarks.storm.ground import DUE_AT, WRITTEN_AT, Ground
from benchmarks.storm.table import table

if TYPE_CHECKING:
    from benchmarks.storm.passing import Passing

VERIFIED = 20
HEADS = f"{'count':>8} {'p50':>9} {'p95':>9} {'p99':>9} {'max':>9}"


def yardstick(ground: Ground) -> tuple[float, float]:
    """Return the core seconds of checking one envelope, and the three signatures inside it."""
    from nhip.exchange.providers import envelopes, signatures
    from nhip.signing.providers import verify
    from nhip.signing.providers.trust import Trust

    trust, outer, inner = Trust.from_directory(ground.pki / "trust"), [], []
    for file in sorted(ground.folder.glob("envelopes/*.xml"))[:VERIFIED]:
        began = time.process_time()
        opened = envelopes.open_envelope(file.read_bytes())
        signatures.verify(opened, opened.certificate, at=WRITTEN_AT)
        outer.append(time.process_time() - began)
        (part,) = opened.octets.values()
        began = time.process_time()
        verify.examine(part.data, trust=trust, now=DUE_AT)
        inner.append(time.process_time() - began)
    return median(outer), median(inner)


def tell(passing: "Passing", bare: tuple[float, float]) -> int:
    """Print everything; return 0 if the books agree and there was no error."""
    asked = passing.asked
    print(
        f"\n{asked.units} reports in {asked.minutes:g} minutes, {asked.editors} people edit, "
        f"{asked.watchers} watch; {asked.workers} worker process(es); {platform.platform()}, "
        f"{_cores()} cores, load {Path('/proc/loadavg').read_text().split()[0]}"
    )
    _tell_requests(passing)
    ways = _ways(passing)
    _tell_ways(passing, ways)
    _tell_depths(passing)
    _tell_machines(passing)
    outer, inner = bare
    print("\nYardstick: the same checks in a bare process, seconds of one core")
    print(f"  {'envelope opened and its signature checked':<44} {outer:>8.3f}")
    print(f"  {'three signatures of a report checked':<44} {inner:>8.3f}")
    wrong = _judge(passing)
    print("\n".join(table(passing, ways, bare, wrong)))
    return 1 if wrong else 0


def _tell_requests(passing: "Passing") -> None:
    print(f"\nRequests, milliseconds{'':<22} {HEADS}")
    for kind, seconds in sorted(passing.book.seconds.items()):
        _say(kind, seconds, 1_000)
    for kind, count in sorted(passing.book.put_off.items()):
        print(f"  {kind + ': put off with Retry-After':<42} {count:>8,}")


def _tell_ways(passing: "Passing", ways: dict[str, Sequence[float]]) -> None:
    """Tell how long a report was on its way, and when the boards showed it."""
    print(f"\nOn the way, seconds{'':<25} {HEADS}")
    for what, seconds in ways.items():
        _say(what, seconds, 1)
    last = max(passing.accepted.values(), default=passing.began) - passing.began
    print(f"  last accepted after {last:,.0f} s: {len(passing.accepted) / max(last, 1):.1f}/s")


def _ways(passing: "Passing") -> dict[str, Sequence[float]]:
    """Return the seconds of each part of the way."""
    senders = books.senders(passing.database)
    arrived = passing.acknowledged
    intake = [
        at - arrived[senders[event]]
        for event, at in passing.accepted.items()
        if senders.get(event) in arrived
    ]
    answers = {
        f"acknowledged until answer {code} at the hub": [
            at - arrived[to] for to, at in came if to in arrived
        ]
        for code, came in sorted(passing.hub.came.items())
    }
    return {
        "first try until acknowledged": passing.waited,
        "acknowledged until accepted": intake,
        **answers,
        "accepted until on a viewer's board": _shown(passing),
    }


def _shown(passing: "Passing") -> list[float]:
    """Return the seconds from each acceptance until each viewer's board counted it."""
    accepted = sorted(passing.accepted.values())
    found = []
    for watcher in passing.watchers:
        number = 0
        for at, present in watcher.shown:
            while number < min(present, len(accepted)):
                found.append(max(0.0, at - accepted[number]))
                number += 1
    return found


def _tell_depths(passing: "Passing") -> None:
    print("\nQueues        second     jobs  received  accepted  answers to hand over")
    every = max(1, len(passing.depths) // 20)
    for one in passing.depths[::every]:
        print(
            f"  {one.second:>18,.0f} {one.jobs:>8,} {one.received:>9,} {one.accepted:>9,} "
            f"{one.answers:>9,}"
        )
    deepest = max(one.received - one.accepted for one in passing.depths)
    print(f"  most received and not yet accepted: {deepest:,}")


def _tell_machines(passing: "Passing") -> None:
    print("\nProcesses                most memory, MB     seconds of a core")
    for name, megabytes in passing.most.items():
        print(f"  {name:<22} {megabytes:>16,.0f} {passing.used.get(name, 0):>20,.0f}")


def _judge(passing: "Passing") -> int:
    """Tell what the books say; return how much is missing or went wrong."""
    counts, wrong = books.counts(passing.database), dict(passing.book.errors)
    if not passing.drained:
        wrong["not done when patience ended"] = 1
    units = passing.asked.units
    expected = {
        "messages received": units,
        "turned away at the door": 0,
        "documents registered": units,
        "arrival numbers given twice": 0,
        "reports accepted": units,
        "reports that stand otherwise": 0,
        "units whose figures are stored": units,
        "answers written": 2 * units,
        "answers not handed over": 0,
        "jobs given up": 0,
    }
    print("\nBooks of the node")
    for name, count in counts.items():
        agrees = count == expected[name]
        print(f"  {name:<34} {count:>8,}{'' if agrees else f'  expected {expected[name]:,}'}")
        if not agrees:
            wrong[name] = count
    kept = passing.hub.kept
    held = sum(_holds(envelope) for envelope in kept)
    print(f"  answers whose signature was checked afterwards: {held} of {len(kept)} hold")
    if held != len(kept):
        wrong["signatures of answers"] = held
    shown = [watcher.shown[-1][1] if watcher.shown else 0 for watcher in passing.watchers]
    if behind := sum(one < units for one in shown):
        wrong["viewers whose board is not of the last moment"] = behind
    print(f"\nErrors: {wrong or 'none'}")
    return len(wrong)


def _holds(envelope: bytes) -> bool:
    from nhip.exchange.providers import envelopes, signatures

    opened = envelopes.open_envelope(envelope)
    signatures.verify(opened, opened.certificate, at=DUE_AT)
    return True


def _say(what: str, values: Sequence[float], factor: float) -> None:
    if not values:
        print(f"  {what:<42} {0:>8}")
        return
    ranked = sorted(values)
    marks = (ranked[min(len(ranked) - 1, len(ranked) * part // 100)] for part in (50, 95, 99))
    figures = "".join(f" {one * factor:>9,.1f}" for one in (*marks, ranked[-1]))
    print(f"  {what:<42} {len(ranked):>8,}{figures}")


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))
