"""Jobs of the worker queue other jobs as everybody does: inside their own transaction."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from nhip.config.management.commands.worker import WorkerConnector
from nhip.events.tasks import requeue_stalled


@pytest.mark.django_db
def test_a_job_that_rolls_back_in_the_worker_leaves_no_other_job():
    connector = WorkerConnector(kwargs=connector_params())

    with app.replace_connector(connector), pytest.raises(RuntimeError), transaction.atomic():
        requeue_stalled.defer(timestamp=0)
        assert ProcrastinateJob.objects.count() == 1
        raise RuntimeError

    assert not ProcrastinateJob.objects.exists()
