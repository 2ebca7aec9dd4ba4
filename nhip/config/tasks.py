"""Việc định kỳ của nút: what joins areas that do not know each other."""

from django.conf import settings
from procrastinate.contrib.django import app

from nhip.events import actions, queries
from nhip.signing.providers.timestamps import Authority, moment_of, stamp_digest


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="stamp_seals")
def stamp_seals(timestamp: int) -> None:
    """Đóng dấu thời gian cho nhật ký: let an authority state when the newest seal existed.

    Raises TimeStampAuthorityIsOut; the next minute tries again.
    """
    head = queries.unstamped_head()
    if head is None or not settings.NHIP_TSA_URL:
        return
    token = stamp_digest(bytes.fromhex(head.hash), Authority(settings.NHIP_TSA_URL))
    actions.keep_head(
        position=head.position, seal_hash=head.hash, token=token, stamped_at=moment_of(token)
    )
