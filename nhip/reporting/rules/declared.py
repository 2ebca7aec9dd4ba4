"""Khai khi nhập tệp: who filled a file in and when, as whoever sends it says; and which outage."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

MOST_LETTERS = 200


@dataclass(frozen=True)
class Declared:
    """Lời khai: kept beside the importer, whom the system knows; nothing here is proven.

    ``incident`` is the reference of the outage because of which the figures come late.
    """

    by: str = ""
    at: dt.datetime | None = None
    incident: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """Return what was declared, as rows and events keep it."""
        return {"filled_by": self.by, "filled_at": self.at, "incident": self.incident}

    @property
    def plain(self) -> dict[str, str]:
        """Return the same as texts, without what nobody said."""
        at = self.at.isoformat() if self.at else ""
        said = {"filled_by": self.by, "filled_at": at, "incident": self.incident}
        return {name: text for name, text in said.items() if text}


NOTHING = Declared()
"""Không khai gì."""
