"""Tiêu đề gói tin: letters and statuses as the plain values a table keeps."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from nhip.exchange.rules.letters import (
    Attachment,
    Business,
    Letter,
    PartDigest,
    Party,
    Receipt,
    Status,
)


def from_content(content: Letter | Status) -> dict[str, Any]:
    """Return whatever a message carries as JSON values."""
    return from_letter(content) if isinstance(content, Letter) else from_status(content)


def from_letter(letter: Letter) -> dict[str, Any]:
    """Return a letter as JSON values."""
    return asdict(letter) | {
        "promulgated_on": letter.promulgated_on.isoformat(),
        "due_on": letter.due_on.isoformat() if letter.due_on else None,
        "business": int(letter.business),
        "to_places": list(letter.to_places),
        "attachments": [asdict(one) for one in letter.attachments],
    }


def to_letter(header: dict[str, Any]) -> Letter:
    """Return the letter kept as JSON values."""
    due_on = header["due_on"]
    return Letter(
        **header
        | {
            "sender": Party(**header["sender"]),
            "recipient": Party(**header["recipient"]),
            "promulgated_on": dt.date.fromisoformat(header["promulgated_on"]),
            "due_on": dt.date.fromisoformat(due_on) if due_on else None,
            "business": Business(header["business"]),
            "to_places": tuple(header["to_places"]),
            "attachments": tuple(Attachment(**one) for one in header["attachments"]),
        }
    )


def from_status(status: Status) -> dict[str, Any]:
    """Return a status as JSON values."""
    day = status.promulgated_on
    return asdict(status) | {
        "promulgated_on": day.isoformat() if day else None,
        "reported_at": status.reported_at.isoformat(),
    }


def to_status(header: dict[str, Any]) -> Status:
    """Return the status kept as JSON values."""
    day, receipt = header["promulgated_on"], header["receipt"]
    return Status(
        **header
        | {
            "sender": Party(**header["sender"]),
            "recipient": Party(**header["recipient"]),
            "promulgated_on": dt.date.fromisoformat(day) if day else None,
            "reported_at": dt.datetime.fromisoformat(header["reported_at"]),
            "receipt": _receipt(receipt) if receipt else None,
        }
    )


def _receipt(values: dict[str, Any]) -> Receipt:
    return Receipt(**values | {"parts": tuple(PartDigest(**part) for part in values["parts"])})
