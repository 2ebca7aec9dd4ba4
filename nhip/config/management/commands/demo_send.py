"""``nhip demo_send``: 62 provinces send the reported day while the visitor watches."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from nhip.config.demo.country import LAST_PROVINCE
from nhip.config.demo.sending import Sender, has_sent, senders, step
from nhip.core import clock
from nhip.core.errors import Unavailable

LOOK_EVERY_SECONDS = 0.3


class Command(BaseCommand):
    """Các tỉnh gửi báo cáo: one after another; a second run goes on where the first stopped."""

    help = "For `nhip demo` only: let the provinces of this node send their reports of the day."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pace", type=float, default=1.5, help="seconds between two provinces")

    def handle(self, *args: Any, **options: Any) -> None:
        by_themselves = [code for code in settings.NHIP_AGENCIES if code != LAST_PROVINCE]
        waiting = [one for one in senders(by_themselves) if not has_sent(one)]
        active: list[Sender] = []
        next_at = time.monotonic()
        while waiting or active:
            if waiting and time.monotonic() >= next_at:
                active.append(waiting.pop(0))
                next_at += options["pace"]
            active = [one for one in active if not self._sent(one)]
            time.sleep(LOOK_EVERY_SECONDS)

    def _sent(self, sender: Sender) -> bool:
        """Go one step on; who cannot be reached now is asked again in the next round."""
        try:
            return step(sender, now=clock.now())
        except Unavailable as silent:
            self.stderr.write(f"{sender.code}: {silent}")
            return False
