"""What was put up, frozen or changed by a dated row stays: the database refuses to edit it."""

import pytest
from django.db import IntegrityError, connection, transaction

from nhip.reporting import actions
from nhip.reporting.models import FormVersion, Obligation, ObligationChange, ReportVersion
from tests.reporting.country import ADMIN, NOW


@pytest.fixture(autouse=True)
def _with_a_version(put_up):
    """Everything here stands on a report that was put up."""


def refused(statement):
    with pytest.raises(IntegrityError), transaction.atomic():
        statement()


@pytest.mark.requirement(33)
def test_a_version_is_never_edited_or_deleted():
    refused(lambda: ReportVersion.objects.update(reason="x"))
    refused(lambda: ReportVersion.objects.all()._raw_delete("default"))


def test_a_version_is_named_by_the_hash_of_its_payload():
    fields = "origin, regime_id, form_version_id, unit_id, period_id, number, replaces, reason"
    forge = (
        f"INSERT INTO reporting_reportversion ({fields}, created_at, payload, sha256)"
        f" SELECT {fields}, created_at, payload || ' ', repeat('0', 64)"
        " FROM reporting_reportversion"
    )
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(forge))


def test_a_frozen_obligation_keeps_its_due_time_and_stays(obligation):
    refused(lambda: Obligation.objects.update(due_at=NOW))
    refused(lambda: Obligation.objects.filter(pk=obligation.pk)._raw_delete("default"))


def test_a_change_of_an_obligation_stays(obligation):
    actions.exclude(actor=ADMIN, obligation_id=obligation.pk, reason="x", now=NOW)

    refused(lambda: ObligationChange.objects.update(reason="y"))
    refused(lambda: ObligationChange.objects.all()._raw_delete("default"))


@pytest.mark.requirement(7)
def test_a_form_in_use_changes_only_by_a_new_version():
    refused(lambda: FormVersion.objects.update(specification={}))
    refused(lambda: FormVersion.objects.update(decision_number="1/TT"))
    refused(lambda: FormVersion.objects.all()._raw_delete("default"))


def test_a_form_in_use_may_end():
    assert FormVersion.objects.update(note="ended") == 1
