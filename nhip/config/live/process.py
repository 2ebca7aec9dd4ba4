"""Tiến trình của dòng tin: one listener, one door, one loop; ends within seconds when asked."""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from nhip.config.live.door import Door
from nhip.config.live.listening import listen
from nhip.config.live.news import News
from nhip.config.metrics import VIEWERS

END_WITHIN_SECONDS = 5
BACKLOG = 1_024
AT_ONCE = 4_096
COUNT_EVERY_SECONDS = 5


async def serve(*, host: str, port: int, origin: str, path: str, database: str) -> None:
    """Serve the stream until the process is asked to end."""
    news = News()
    asked_to_end = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, asked_to_end.set)
    with ThreadPoolExecutor(2, thread_name_prefix="who") as threads:
        server = _server(Door(news, origin, path, threads), host, port)
        listening = asyncio.create_task(listen(database, news))
        counting = asyncio.create_task(_count(news))
        serving = asyncio.create_task(server.serve())
        await asyncio.wait(
            {serving, listening, asyncio.create_task(asked_to_end.wait())},
            return_when=asyncio.FIRST_COMPLETED,
        )
        news.end()
        listening.cancel()
        counting.cancel()
        server.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait_for(serving, END_WITHIN_SECONDS)


async def _count(news: News) -> None:
    """Let the measures know how many pages are open."""
    while True:
        VIEWERS.set(news.readers)
        await asyncio.sleep(COUNT_EVERY_SECONDS)


def _server(door: Door, host: str, port: int) -> Server:
    return Server(
        door,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        backlog=BACKLOG,
        backpressure=AT_ONCE,
        websockets=False,
        log_level=LogLevels.error,
    )
