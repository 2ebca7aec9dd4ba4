"""Đo: a node of one's own, and times over several runs, printed beside their yardstick."""

import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RUNS = 5
MOST_LINES = 18
RATES = "     slowest       median      fastest"
TIMES = "     fastest       median      slowest"


@dataclass(frozen=True)
class Times:
    """Thời gian: seconds of several runs of one thing."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    def per_second(self, count: int) -> tuple[float, float, float]:
        """Return how many happened in a second: in the slowest run, the median one, the fastest."""
        return count / max(self.seconds), count / self.median, count / min(self.seconds)


def wall(act: Callable[[], object]) -> float:
    """Return the seconds that passed."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def core(act: Callable[[], object]) -> float:
    """Return the seconds of one core that this process used, threads included."""
    began = time.process_time()
    act()
    return time.process_time() - began


def in_turns(
    clock: Callable[[Callable[[], object]], float],
    acts: Sequence[Callable[[int], object]],
    runs: int = RUNS,
) -> list[Times]:
    """Time acts in turns, so that what disturbs one disturbs the other; the first turn warms up."""
    kept: list[list[float]] = [[] for _act in acts]
    for run in range(runs + 1):
        for act, seconds in zip(acts, kept, strict=True):
            taken = clock(lambda act=act, run=run: act(run))  # type: ignore[misc]
            if run:
                seconds.append(taken)
    return [Times(tuple(seconds)) for seconds in kept]


def say_rate(what: str, times: Times, count: int, unit: str) -> None:
    """Print a rate: slowest, median, fastest run."""
    slow, usual, fast = times.per_second(count)
    print(f"  {what:<46} {slow:>12,.0f} {usual:>12,.0f} {fast:>12,.0f}  {unit}")


def say_time(what: str, times: Times) -> None:
    """Print a time: fastest, median, slowest run, in milliseconds."""
    best, worst = min(times.seconds), max(times.seconds)
    print(
        f"  {what:<46} {best * 1e3:>12,.1f} {times.median * 1e3:>12,.1f} {worst * 1e3:>12,.1f}  ms"
    )


def say_heads(title: str, heads: str) -> None:
    """Print what is measured and what the three figures are."""
    print(f"\n{title}\n  {'':<46} {heads}")


def say_ratio(what: str, ratio: float) -> None:
    """Print how something compares with its yardstick."""
    print(f"  {what:<46} {'':>12} {ratio:>12.2f}")


@contextmanager
def node() -> Iterator[Path]:
    """Yield the folder of a node on an embedded database of its own, set up and empty."""
    with tempfile.TemporaryDirectory(prefix="nhip-bench-") as name:
        folder = Path(name)
        os.environ |= {"NHIP_STATE": str(folder), "NHIP_DATABASE_POOL": "0"}
        from nhip.config import postgres

        with postgres.running(folder / "pg") as server:
            server.create_database("nhip")
            os.environ["NHIP_DATABASE_URL"] = server.url("nhip")
            _migrate()
            yield folder
            _close()
        server.remove()


def profiled(act: Callable[[], object]) -> None:
    """Print where the time of one run goes."""
    profile = cProfile.Profile()
    profile.runcall(act)
    pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(MOST_LINES)


def _migrate() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nhip.config.settings")
    django.setup()
    call_command("migrate", verbosity=0)


def _close() -> None:
    from django.db import connections

    connections.close_all()
