"""Bảng cho tài liệu: what the storm measured, as one column for docs/reliability.md."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.storm.crowd import ARRIVAL, PAGE, SAVE, WATCH

if TYPE_CHECKING:
    from benchmarks.storm.passing import Passing

PARTS = (50, 95, 99)
PROCESSES = ("pages", "axis", "worker 1", "PostgreSQL", "live stream", "the storm itself")


def table(
    passing: "Passing", ways: dict[str, Sequence[float]], bare: tuple[float, float], wrong: int
) -> Iterator[str]:
    """Yield the lines of the table; times are seconds at p50 / p95 / p99."""
    asked, book, seconds = passing.asked, passing.book, passing.book.seconds
    last = max(passing.accepted.values(), default=passing.began) - passing.began
    most = max((one.received - one.accepted for one in passing.depths), default=0)
    said = f"{asked.units:,} reports in {asked.minutes * 60:g} seconds, "
    yield f"\n| {said}{asked.editors} edit, {asked.watchers} watch | |"
    yield "|---|--:|"
    yield f"| wrong answers, books that disagree | {wrong} |"
    rate = len(passing.accepted) / max(last, 1)
    yield f"| all accepted after; reports per second | {last:.0f} s; {rate:.1f} |"
    arrived = f"{_marks(seconds[ARRIVAL])}; {book.put_off[ARRIVAL]:,} times"
    yield f"| arrival acknowledged; put off with `Retry-After` | {arrived} |"
    yield f"| batch saved; batches | {_marks(seconds[SAVE])}; {len(seconds[SAVE]):,} |"
    yield f"| worksheet opened | {_marks(seconds[PAGE])} |"
    yield f"| board; boards | {_marks(seconds[WATCH])}; {len(seconds[WATCH]):,} |"
    for what, values in ways.items():
        yield f"| {what} | {_marks(values)} |"
    yield f"| most received and not yet accepted | {most:,} |"
    yield f"| seconds of a core: {', '.join(PROCESSES)} | {_each(passing.used)} |"
    yield f"| most memory in MB, the same | {_each(passing.most)} |"
    outer, inner = bare
    yield f"| yardstick: envelope, three signatures, bare | {outer:.3f}, {inner:.3f} s of a core |"


def _marks(values: Sequence[float]) -> str:
    """Return the seconds at each mark, as few digits as tell them apart."""
    ranked = sorted(values)
    if not ranked:
        return "–"
    marks = (ranked[min(len(ranked) - 1, len(ranked) * part // 100)] for part in PARTS)
    return " / ".join(f"{one:.0f}" if one >= 10 else f"{one:.2g}" for one in marks)


def _each(figures: dict[str, float]) -> str:
    return ", ".join(f"{figures.get(name, 0):.0f}" for name in PROCESSES)
