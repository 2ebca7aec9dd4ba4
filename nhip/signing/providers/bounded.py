"""Kiểm tra trong giới hạn: judge files in a sandbox, with a limit of time and memory.

A hostile PDF can keep a parser busy for ever; its file is then answered *could not be
checked*, and the next one gets a fresh sandbox.
"""

import datetime as dt

from nhip.core.sandbox import PATIENCE_SECONDS, Sandbox, serve
from nhip.signing.providers import verify
from nhip.signing.providers.embedded import NO_DATA, Data
from nhip.signing.providers.trust import Trust
from nhip.signing.rules.verdicts import Reason, Verdict, not_checked

_sandbox = Sandbox(__name__)


def examine(
    pdf: bytes, *, trust: Trust, now: dt.datetime, patience: float = PATIENCE_SECONDS
) -> tuple[Verdict, Data]:
    """Kiểm tra: return what ``verify.examine`` finds out within the limits."""
    if len(pdf) > verify.LARGEST_BYTES:
        return not_checked(Reason.TOO_LARGE), NO_DATA
    answer: tuple[Verdict, Data] | None = _sandbox.ask((pdf, trust, now), patience=patience)
    return answer or (not_checked(Reason.TOOK_TOO_LONG), NO_DATA)


def end_sandbox() -> None:
    """End the sandbox, if one runs."""
    _sandbox.end()


def _answer(question: tuple[bytes, Trust, dt.datetime]) -> tuple[Verdict, Data]:
    pdf, trust, now = question
    return verify.examine(pdf, trust=trust, now=now)


if __name__ == "__main__":
    serve(_answer)
