"""Vết theo dõi: one id that follows a report through requests, jobs and nodes.

Between nodes it travels as the header ``traceparent`` (W3C Trace Context); inside
a process it stands in a context variable; from an action to the jobs that follow
it, in the event. It says nothing of anybody, and nothing is decided by it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

HEADER = "traceparent"
_FORM = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")
_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")


@dataclass(frozen=True)
class Trace:
    """Vết: the whole way (trace), the present step of it (span), the one before (parent)."""

    trace_id: str
    span_id: str
    parent_id: str = ""
    message_id: str = ""

    @property
    def header(self) -> str:
        """Return what the next node is told."""
        return f"00-{self.trace_id}-{self.span_id}-01"


_current: ContextVar[Trace | None] = ContextVar("nhip_trace", default=None)


def current() -> Trace | None:
    """Return the step this thread is in, if it is in any."""
    return _current.get()


def trace_id() -> str:
    """Return the id that events and logs bear now; empty outside every request and job."""
    here = _current.get()
    return here.trace_id if here else ""


def read(header: str) -> Trace | None:
    """Return the step a caller says it is in; None when it says nothing that can be read."""
    found = _FORM.fullmatch(header.strip())
    return Trace(*found.groups()) if found else None


@contextmanager
def step(came_from: Trace | None = None) -> Iterator[Trace]:
    """Take one step after another, or the first of a new way."""
    before = came_from or Trace(secrets.token_hex(16), "")
    here = Trace(before.trace_id, secrets.token_hex(8), before.span_id, before.message_id)
    with _being_in(here):
        yield here


@contextmanager
def on_the_way_of(kept_id: str, *, message_id: str = "") -> Iterator[Trace]:
    """Go on where a way was left: in a job after its event, with a message of that way."""
    kept = Trace(kept_id, "") if _ID.fullmatch(kept_id) else current()
    with step(kept) as here, about(message_id or here.message_id):
        yield here


@contextmanager
def about(message_id: str) -> Iterator[None]:
    """Let everything said meanwhile name the message it is about."""
    here = current()
    if here is None:
        yield
        return
    with _being_in(replace(here, message_id=message_id)):
        yield


@contextmanager
def _being_in(here: Trace) -> Iterator[None]:
    token = _current.set(here)
    try:
        yield
    finally:
        _current.reset(token)
