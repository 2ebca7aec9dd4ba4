"""Tiến trình cách ly: read hostile bytes in a process of its own, within time and memory.

A hostile file can keep a parser busy for ever, or make one written in another language end the
whole process. One sandbox per kind of file and process of ours answers question after question;
one that takes too long or dies is ended, and the next question gets a fresh sandbox.
"""

import atexit
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

MEMORY_BYTES = 2**30
PATIENCE_SECONDS = 30.0


class Sandbox:
    """Tiến trình cách ly: runs a module of ours that serves, one question at a time."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.process: subprocess.Popen[bytes] | None = None
        self.turn = threading.Lock()
        atexit.register(self.end)

    def ask(self, question: object, *, patience: float = PATIENCE_SECONDS) -> Any:
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

    def _ask(self, question: object, patience: float) -> Any:
        questions, answers = self._pipes()
        try:
            pickle.dump(question, questions)
            questions.flush()
            if select.select([answers], [], [], patience)[0]:
                return pickle.load(answers)  # noqa: S301  our own process
        except (BrokenPipeError, EOFError, pickle.UnpicklingError):
            pass
        return None

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        return self.process.stdin, self.process.stdout


def serve(answer: Callable[[Any], object]) -> None:
    """Answer questions until they end; this runs in the sandbox."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who ask
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while True:
        try:
            question = pickle.load(questions)  # noqa: S301  our own process asks
        except EOFError:
            return
        pickle.dump(answer(question), answers)
        answers.flush()
