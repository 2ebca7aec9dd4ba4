"""Kiên nhẫn: when a job that could not hand something over is tried again."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from nhip.core.errors import Unavailable
from nhip.exchange.rules.schedule import pause_before


class Patience(BaseRetryStrategy):
    """Lịch gửi lại: retry what another system did not answer; all else stays failed, in sight."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Unavailable):
            return None
        pause = pause_before(job.attempts + 1, scale=settings.NHIP_RETRY_SCALE)
        # Jobs are scheduled by the real clock, never by that of the domain.
        return RetryDecision(retry_at=timezone.now() + dt.timedelta(seconds=pause))


PATIENTLY = Patience()
