"""Số đo vận hành: what Prometheus asks for, counted by every process of the node together.

Processes write into small files of a folder (``NHIP_METRICS``); empty, each counts for itself.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

MANY_PROCESSES: Final = bool(settings.NHIP_METRICS)
if MANY_PROCESSES:  # the library looks at this once, when it is loaded
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.NHIP_METRICS
    Path(settings.NHIP_METRICS).mkdir(parents=True, exist_ok=True)
else:  # a process that began this one may have counted elsewhere
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)

from prometheus_client import (  # noqa: E402
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import Metric  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
DOORS: Final = frozenset(
    {
        *("accounts", "administration", "api", "axis", "command-centre", "documents", "duty"),
        *("progress", "reporting", "signing"),
    }
)
SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Histogram(
    "nhip_request_seconds", "Requests, by door and answer", ["door", "answer"], buckets=SECONDS
)
JOBS = Histogram(
    "nhip_job_seconds", "Background jobs, by task and outcome", ["task", "outcome"], buckets=SECONDS
)
VIEWERS = Gauge("nhip_live_viewers", "Open live streams", multiprocess_mode="livesum")


def exposition(state: Collector) -> bytes:
    """Return everything counted and the present state of the node, as Prometheus reads it."""
    registry = CollectorRegistry()
    if MANY_PROCESSES:
        _forget_the_dead()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    registry.register(state)
    return generate_latest(registry)


def clear() -> None:
    """Begin anew: remove what processes of earlier releases counted."""
    for file in Path(settings.NHIP_METRICS).glob("*.db") if MANY_PROCESSES else ():
        file.unlink(missing_ok=True)


class _Own(Collector):
    """What this process alone counted."""

    def collect(self) -> Iterator[Metric]:
        for metric in (REQUESTS, JOBS, VIEWERS):
            yield from metric.collect()


def _forget_the_dead() -> None:
    """Let processes that are gone no longer have viewers; what they counted stays counted."""
    for file in Path(settings.NHIP_METRICS).glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if not Path(f"/proc/{pid}").exists():
            with suppress(FileNotFoundError):
                file.unlink()
