"""Nghe nhật ký: the log's NOTIFY becomes news; a lost connection is made anew."""

import asyncio
import logging

import psycopg

from nhip.config.live.news import News
from nhip.config.live.topics import TOPICS, topics_of
from nhip.events.actions import TOLD_AT

AGAIN_AFTER_SECONDS = 1.0

logger = logging.getLogger(__name__)


async def listen(database: str, news: News) -> None:
    """Pass on what the log says until cancelled."""
    while True:
        try:
            await _hear(database, news)
        except psycopg.OperationalError as problem:
            logger.warning("The log cannot be heard; trying again: %s", problem)
        news.hears = False
        await asyncio.sleep(AGAIN_AFTER_SECONDS)


async def _hear(database: str, news: News) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        await connection.execute(f"LISTEN {TOLD_AT}")
        news.hears = True
        news.say(TOPICS)  # whatever was said while nobody listened
        async for said in connection.notifies():
            event_name, _, _ = said.payload.partition(" ")
            if topics := topics_of(event_name):
                news.say(topics)
