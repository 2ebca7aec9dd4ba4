"""Dọn kho: sweep bytes that no row names."""

import time

from procrastinate.contrib.django import app

from nhip.files import providers
from nhip.files.models import StoredFile

A_DAY = 24 * 60 * 60


@app.periodic(cron="17 19 * * *")  # 02:17 in Hà Nội
@app.task(queue="housekeeping", queueing_lock="sweep_files")
def sweep(timestamp: int) -> None:
    """Dọn tệp vô chủ: remove bytes older than a day that no row names, and what is half written."""
    yesterday = time.time() - A_DAY
    providers.drop_drafts_before(yesterday)
    old = providers.stored_before(yesterday)
    named = set(StoredFile.objects.filter(pk__in=old).values_list("pk", flat=True))
    for sha256 in old:
        if sha256 not in named:
            providers.discard(sha256)
