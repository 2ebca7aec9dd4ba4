"""Nhật ký vận hành: what the processes say, one line each, joined by the trace and the message.

People read plain lines, programs JSON (``NHIP_LOG_FORMAT=json``). What is said never holds
a query string, a body, a header, or what somebody typed.
"""

import datetime as dt
import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied

from nhip.core import tracing
from nhip.core.errors import Refused

ORDINARY: Final = (Refused, PermissionDenied)


class Joined(logging.Filter):
    """Nối vết: every record knows whose way it is on, and which message it is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        here = tracing.current()
        record.trace = here.trace_id if here else ""
        record.span = here.span_id if here else ""
        record.message_id = here.message_id if here else ""
        return True


class RefusalsAreOrdinary(logging.Filter):
    """Lời từ chối không phải lỗi: one line of warning; a traceback is for bugs."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        if isinstance(problem, ORDINARY):
            record.msg, record.args = f"{record.getMessage()}: {told(problem)}", ()
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class ToldAlready(logging.Filter):
    """Đã nói rồi: our own line about a job knows more than procrastinate's."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(getattr(record, "action", "")).startswith("job_")


class Plain(logging.Formatter):
    """Dòng cho người đọc."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s%(joined)s")

    def format(self, record: logging.LogRecord) -> str:
        known = [getattr(record, "trace", "")[:8], getattr(record, "message_id", "")]
        record.joined = f" [{' '.join(filter(None, known))}]" if any(known) else ""
        return super().format(record)


class Json(logging.Formatter):
    """Dòng cho chương trình: one JSON object."""

    def __init__(self, node: str) -> None:
        super().__init__()
        self.node = node

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(
                "T", "milliseconds"
            ),
            "level": record.levelname,
            "node": self.node,
            "process": record.process,
            "logger": record.name,
            "text": record.getMessage(),
            "trace": getattr(record, "trace", ""),
            "span": getattr(record, "span", ""),
            "message": getattr(record, "message_id", ""),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        kept = {name: value for name, value in said.items() if value not in ("", None)}
        return json.dumps(kept, ensure_ascii=False, default=str)


def configuration(*, node: str, form: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING; the libraries speak only when something is wrong."""
    formatter = {"()": Json, "node": node} if form == "json" else {"()": Plain}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "joined": {"()": Joined},
            "ordinary": {"()": RefusalsAreOrdinary},
            "told": {"()": ToldAlready},
        },
        "formatters": {"line": formatter},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["joined", "told", "ordinary"],
            }
        },
        "loggers": {
            "nhip": {"level": level},
            "django.request": {"level": "ERROR"},  # our own line says every answer already
        },
        "root": {"handlers": ["stderr"], "level": "DEBUG" if level == "DEBUG" else "WARNING"},
    }


def told(problem: BaseException) -> str:
    """Return a refusal in one line, by its name and its sentence."""
    return f"{type(problem).__name__}: {' '.join(str(problem).split())}"


def facts(**known: Any) -> Mapping[str, Any]:
    """Return facts for a line of the log, as ``extra`` wants them."""
    return {"facts": known}
