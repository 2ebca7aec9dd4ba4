"""Kiểm tra trong giới hạn: judge files in a helper process, with a limit of time and memory.

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

Question = tuple[bytes, Trust, dt.datetime]


def examine(
    pdf: bytes, *, trust: Trust, now: dt.datetime, patience: float = PATIENCE_SECONDS
) -> tuple[Verdict, Data]:
    """Kiểm tra: return what ``verify.examine`` finds out within the limits."""
    if len(pdf) > verify.LARGEST_BYTES:
        return not_checked(Reason.TOO_LARGE), NO_DATA
    answer = _helper.ask((pdf, trust, now), patience)
    return answer or (not_checked(Reason.TOOK_TOO_LONG), NO_DATA)


def end_helper() -> None:
    """End the helper process, if one runs."""
    _helper.end()


class _Helper:
    """The process that judges for us, one file at a time."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.turn = threading.Lock()

    def ask(self, question: Question, patience: float) -> tuple[Verdict, Data] | None:
        """Return the answer; when it does not come in time, None, and the process is ended."""
        with self.turn:
            answer = self._ask(question, patience)
            if answer is None:
                self.end()
        return answer

    def end(self) -> None:
        """End the process, if it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _ask(self, question: Question, patience: float) -> tuple[Verdict, Data] | None:
        questions, answers = self._pipes()
        try:
            pickle.dump(question, questions)
            questions.flush()
            if select.select([answers], [], [], patience)[0]:
                answer: tuple[Verdict, Data] = pickle.load(answers)  # noqa: S301  our own process
                return answer
        except (BrokenPipeError, EOFError):
            pass
        return None

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        return self.process.stdin, self.process.stdout


_helper = _Helper()
atexit.register(end_helper)


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


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
