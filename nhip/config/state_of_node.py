"""Trạng thái nút cho Prometheus: read from the database when asked, in a few cheap statements."""

from collections.abc import Iterator

from django.conf import settings
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from nhip.core import clock
from nhip.desk.queries.flow import Flow, Line, flow

QUANTILES = (0.5, 0.95, 0.99)


class StateOfNode(Collector):
    """Trạng thái nút: what is true now, the same whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        now = flow(is_hub=settings.NHIP_HUB, now=clock.now())
        yield _jobs(now, "nhip_jobs", "Background jobs, by queue and state")
        yield _oldest(now)
        yield from _axis(now)
        yield _receipts(now)
        yield from _facts(now)


def _facts(now: Flow) -> Iterator[Metric]:
    hour, waiting = now.hour, now.waiting
    for name, said, value in (
        ("nhip_reports_sent_last_hour", "Reports that left", hour.sent),
        ("nhip_reports_received_last_hour", "Reports that came", hour.received),
        ("nhip_reports_accepted_last_hour", "Reports taken in", hour.accepted),
        ("nhip_reports_returned_last_hour", "Reports returned to their senders", hour.returned),
        ("nhip_obligations_late", "Reports of the last 31 days due and not sent", now.late),
        ("nhip_documents_waiting_for_seal", "Signed, not sealed", waiting.for_seal),
        ("nhip_documents_waiting_to_leave", "Sealed, not issued", waiting.for_sending),
        ("nhip_messages_dead", "Messages that somebody must see to", waiting.dead),
        ("nhip_workers_alive", "Workers that said lately that they live", now.workers),
        ("nhip_partners", "Agencies in the directory", now.partners),
    ):
        yield GaugeMetricFamily(name, said, value)


def _jobs(now: Flow, name: str, said: str) -> Metric:
    family = GaugeMetricFamily(name, said, labels=["queue", "state"])
    for one in now.jobs:
        family.add_metric([one.queue, one.status], one.count)
    return family


def _oldest(now: Flow) -> Metric:
    said = "Age of the oldest job that could run"
    family = GaugeMetricFamily("nhip_job_oldest_seconds", said, labels=["queue"])
    for one in now.jobs:
        if one.status == "todo":
            family.add_metric([one.queue], one.oldest)
    return family


def _axis(now: Flow) -> Iterator[Metric]:
    """Yield one line per agency for which something waits; the others have nothing to say."""
    waiting = GaugeMetricFamily("nhip_axis_waiting", "Messages, by receiver", labels=["partner"])
    oldest = GaugeMetricFamily("nhip_axis_oldest_seconds", "Oldest message", labels=["partner"])
    reached = GaugeMetricFamily(
        "nhip_axis_reached", "0 if the last try at this agency failed", labels=["partner"]
    )
    merged: dict[str, list[Line]] = {}
    for line in now.lines:
        merged.setdefault(line.recipient, []).append(line)
    for code, lines in merged.items():
        since = min(one.since for one in lines)
        waiting.add_metric([code], sum(one.waiting for one in lines))
        oldest.add_metric([code], max(0.0, (now.at - since).total_seconds()))
        reached.add_metric([code], 0 if any(one.failure for one in lines) else 1)
    yield from (waiting, oldest, reached)


def _receipts(now: Flow) -> Metric:
    said = "From the outbox to the signed receipt, in the last hour"
    family = GaugeMetricFamily("nhip_message_receipt_seconds", said, labels=["quantile"])
    seconds = now.hour.to_receipt
    for part in QUANTILES if seconds else ():
        family.add_metric([str(part)], seconds[min(len(seconds) - 1, int(part * len(seconds)))])
    return family
