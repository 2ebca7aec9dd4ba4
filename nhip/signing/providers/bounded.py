"""Kiểm tra trong giới hạn: judge files of strangers in a helper process, with a limit of time and memory.

A hostile PDF can keep a parser busy for ever. One helper per process of ours
judges file after file; one that takes too long is ended, its file is answered
*could not be checked*, and the next file gets a fresh helper.
"""

import atexit
import datetime as dt
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
from typing import IO

from nhip.signing.providers import verify
from nhip.signing.providers.embedded import NO_DATA, Data
from nhip.signing.providers.trust import Trust
from nhip.signing.rules.verdicts import Reason, Verdict, not_checked

PATIENCE_SECONDS = 30.0
MEMORY_BYTES = 2**30

_turn = threading.Lock()
_helper: subprocess.Popen[bytes] | None = None


def examine(
    pdf: bytes, *, trust: Trust, now: dt.datetime, patience: float = PATIENCE_SECONDS
) -> tuple[Verdict, Data]:
    """Kiểm tra: return what ``verify.examine`` finds out within the limits."""
    if len(pdf) > verify.LARGEST_BYTES:
        return not_checked(Reason.TOO_LARGE), NO_DATA
    with _turn:
        answer = _ask(_running_helper(), (pdf, trust, now), patience)
        if answer is None:
            end_helper()
    return answer or (not_checked(Reason.TOOK_TOO_LONG), NO_DATA)


def end_helper() -> None:
    """End the helper process, if one runs."""
    global _helper
    if _helper is not None:
        _helper.kill()
        _helper.communicate()
        _helper = None


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until they end; this runs in the helper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who ask
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while True:
        try:
            pdf, trust, now = pickle.load(questions)  # noqa: S301  our own process asks
        except EOFError:
            return
        pickle.dump(verify.examine(pdf, trust=trust, now=now), answers)
        answers.flush()


def _running_helper() -> subprocess.Popen[bytes]:
    global _helper
    if _helper is None or _helper.poll() is not None:
        _helper = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        atexit.register(end_helper)
    return _helper


def _ask(
    helper: subprocess.Popen[bytes], question: tuple[bytes, Trust, dt.datetime], patience: float
) -> tuple[Verdict, Data] | None:
    """Return the helper's answer, or None when it does not come in time."""
    assert helper.stdin is not None
    assert helper.stdout is not None
    try:
        pickle.dump(question, helper.stdin)
        helper.stdin.flush()
        if select.select([helper.stdout], [], [], patience)[0]:
            answer: tuple[Verdict, Data] = pickle.load(helper.stdout)  # noqa: S301  our own process answers
            return answer
    except (BrokenPipeError, EOFError):
        pass
    return None


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
