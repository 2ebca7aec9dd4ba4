"""Chờ kết quả: run what pyHanko does asynchronously, without touching the process's signals.

``asyncio.run`` puts a handler for Ctrl-C in place. Taking it away again writes the finished
task, with every certificate in it, into the text of an error nobody sees: that takes seconds.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import closing
from typing import Any, TypeVar

Result = TypeVar("Result")


def wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what the coroutine returns; it runs in an event loop of its own."""
    with closing(asyncio.new_event_loop()) as loop:
        try:
            return loop.run_until_complete(work)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
