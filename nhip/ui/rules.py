"""Dấu trạng thái: how a state is shown — an icon and a word, never colour alone. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Tone(StrEnum):
    """Sắc thái: what a state means to the person who reads it."""

    DONE = "done"
    SOON = "soon"
    LATE = "late"
    STALE = "stale"
    PLAIN = "plain"


_ICONS: Final = {
    Tone.DONE: "✔",
    Tone.SOON: "◷",
    Tone.LATE: "!",
    Tone.STALE: "◌",
    Tone.PLAIN: "",
}


@dataclass(frozen=True)
class Mark:
    """Dấu: one state in words, with what it means and, if need be, a longer explanation."""

    tone: Tone
    word: str
    detail: str = ""

    @property
    def icon(self) -> str:
        """Return the sign that says the same without colour."""
        return _ICONS[self.tone]
