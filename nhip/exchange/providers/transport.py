"""Đường truyền: hand one envelope over HTTP, and say plainly what came of it."""

import ssl
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nhip.core import tracing
from nhip.core.errors import Unavailable
from nhip.core.numbers import read_whole

HUB_DOOR = "/axis/hub/messages"
INBOX_DOOR = "/axis/inbox"

_PATIENCE = httpx.Timeout(30, connect=5)
_LATER = frozenset({408, 425, 429})
LONGEST_PAUSE_ASKED = 3_600  # seconds: nobody puts us off for longer


class NotTaken(Unavailable):
    """Chưa bàn giao được: the envelope may be handed over later, unchanged."""

    outcome = "out"


class Unreached(NotTaken):
    """Không kết nối được: nothing left this node."""

    outcome = "unreached"
    message = _("%(address)s cannot be reached.")


class NoAnswer(NotTaken):
    """Không có trả lời: the envelope left, and whether it arrived is not known."""

    outcome = "no_answer"
    message = _("%(address)s did not answer in time.")


class OutOfOrder(NotTaken):
    """Hệ thống bên kia gặp lỗi: it answered that it cannot take anything now."""

    message = _("%(address)s is out of order (HTTP %(http_status)s).")


def outcome_of(delay: Unavailable) -> str:
    """Return what a try that failed is written down as; something of our own may be out as well."""
    return delay.outcome if isinstance(delay, NotTaken) else NotTaken.outcome


@dataclass(frozen=True)
class Answer:
    """Trả lời: the final word of the other side about one envelope."""

    http_status: int
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def is_taken(self) -> bool:
        """Tell whether the other side took the envelope over."""
        return self.http_status in (200, 201, 202)

    @property
    def reason(self) -> str:
        """Return why it was not taken, as the other side says it."""
        said = [str(self.content.get("detail") or f"HTTP {self.http_status}")]
        said += [str(fault.get("text")) for fault in self.content.get("faults") or ()]
        return " ".join(said)[:2_000]


def post(address: str, envelope: bytes) -> Answer:
    """Gửi gói tin: post one envelope and return the final answer.

    Raises Unreached, NoAnswer, OutOfOrder.
    """
    try:
        answer = client().post(
            address,
            content=envelope,
            headers={"Content-Type": "application/edxml+xml", **_trace()},
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise Unreached(address=address) from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise NoAnswer(address=address) from None
    if answer.status_code >= 500 or answer.status_code in _LATER:
        raise OutOfOrder(
            address=address, http_status=answer.status_code, retry_after=_pause_asked(answer)
        )
    return Answer(answer.status_code, _content(answer))


def ask(address: str) -> Answer:
    """Hỏi trục: ask the hub what became of an envelope. Raises Unreached, NoAnswer, OutOfOrder."""
    try:
        answer = client().get(address)
    except httpx.ConnectError:
        raise Unreached(address=address) from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise NoAnswer(address=address) from None
    if answer.status_code >= 500 or answer.status_code in _LATER:
        raise OutOfOrder(address=address, http_status=answer.status_code)
    return Answer(answer.status_code, _content(answer))


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    """Return this process's client, which keeps its connections open."""
    return httpx.Client(timeout=_PATIENCE, follow_redirects=False, trust_env=False, verify=_trust())


def _trust() -> ssl.SSLContext:
    """Return whom this node believes over TLS, and the certificate it shows when asked for one."""
    context = httpx.create_ssl_context()
    if settings.NHIP_AXIS_AUTHORITIES:
        context = ssl.create_default_context(cafile=settings.NHIP_AXIS_AUTHORITIES)
    if settings.NHIP_AXIS_CERTIFICATE:
        context.load_cert_chain(settings.NHIP_AXIS_CERTIFICATE, settings.NHIP_AXIS_KEY or None)
    return context


def _trace() -> dict[str, str]:
    """Return the header by which the other node's log joins ours (W3C Trace Context)."""
    here = tracing.current()
    return {tracing.HEADER: here.header} if here else {}


def _pause_asked(answer: httpx.Response) -> int | None:
    """Return after how many seconds the other side wants to be asked again, if it says so.

    A date in its place is not believed: clocks differ, and our own pauses grow.
    """
    said = read_whole(answer.headers.get("Retry-After", ""))
    return None if said is None else min(max(1, said), LONGEST_PAUSE_ASKED)


def _content(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
