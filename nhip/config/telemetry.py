"""OpenTelemetry, only where a collector is named (``NHIP_OTLP_URL``); elsewhere nothing is loaded.

The steps are those of the log and of the neighbours: the same trace, the same span.
"""

import functools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings

from nhip.core import tracing


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """Tell the collector of the present step, when there is one to tell."""
    here = tracing.current()
    if not settings.NHIP_OTLP_URL or here is None:
        yield
        return
    with _tracer().start_as_current_span(name, context=_before(here), attributes=attributes):
        yield


class Ids:
    """Our own ids for the spans of OpenTelemetry."""

    def generate_span_id(self) -> int:
        """Return the span the log names."""
        here = tracing.current()
        return int(here.span_id if here else secrets.token_hex(8), 16)

    def generate_trace_id(self) -> int:
        """Return the trace the log names."""
        return int(tracing.trace_id() or secrets.token_hex(16), 16)

    def is_trace_id_random(self) -> bool:
        """Say how the trace was made."""
        return True


@functools.lru_cache(maxsize=1)
def _tracer() -> Any:
    sdk = import_module("opentelemetry.sdk.trace")
    resources = import_module("opentelemetry.sdk.resources")
    sending = import_module("opentelemetry.sdk.trace.export")
    otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")

    named = {"service.name": "nhip", "service.instance.id": settings.NHIP_NODE}
    provider = sdk.TracerProvider(resource=resources.Resource.create(named), id_generator=Ids())
    exporter = otlp.OTLPSpanExporter(endpoint=f"{settings.NHIP_OTLP_URL.rstrip('/')}/v1/traces")
    provider.add_span_processor(sending.BatchSpanProcessor(exporter))
    return provider.get_tracer("nhip")


def _before(here: tracing.Trace) -> Any:
    """Return the step before as OpenTelemetry wants it; none at the beginning of a way."""
    if not here.parent_id:
        return None
    trace = import_module("opentelemetry.trace")
    before = trace.SpanContext(
        trace_id=int(here.trace_id, 16),
        span_id=int(here.parent_id, 16),
        is_remote=True,
        trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(before))
