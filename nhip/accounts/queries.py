"""Phạm vi: which units a person's right reaches."""

import datetime as dt

from django.db.models import Q

from nhip.accounts.models import Grant, User
from nhip.organisations.models import Unit, UnitQuerySet


def scope(user: User, right: str, *, on: dt.date) -> UnitQuerySet:
    """Return the units at which ``user`` holds ``right`` that day."""
    grants = Grant.objects.of(user, right, on=on).values_list("unit_id", "subtree")
    alone = {unit_id for unit_id, subtree in grants if not subtree}
    reach = Q(pk__in=alone)
    for root in {unit_id for unit_id, subtree in grants if subtree}:
        reach |= Q(pk__in=Unit.objects.under(root, on=on).values("pk"))
    return Unit.objects.filter(reach)
