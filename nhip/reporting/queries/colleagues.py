"""Người cùng làm báo cáo: who works on the reports of a unit, and where each of them sits."""

import datetime as dt

from django.db.models import QuerySet

from nhip.accounts.models import Grant, User
from nhip.accounts.rules import roles_with
from nhip.core.web import Actor
from nhip.organisations.models import Unit
from nhip.reporting.permissions import Permission
from nhip.reporting.queries.titles import unit_names

WORKING = (Permission.ENTER, Permission.CHECK, Permission.RETURN)


def colleagues(unit_id: int, *, on: dt.date) -> QuerySet[User]:
    """Return the people who enter, check or return reports of a unit, by name; no programs."""
    roles = {role for right in WORKING for role in roles_with(right)}
    grants = Grant.objects.filter(role__in=roles, valid__contains=on).covering(unit_id, on=on)
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True, is_program=False)
    return people.order_by("full_name", "pk")


def on_behalf(actor: Actor, right: str, unit_id: int, *, on: dt.date) -> dict[str, str]:
    """Nhập thay: return from where somebody acts and for whom, by name; at home nothing."""
    place = acts_from(actor, right, unit_id, on=on) if isinstance(actor, User) else None
    if place is None:
        return {}
    names = unit_names([place.pk, unit_id], on=on)
    return {"acts_from": names.get(place.pk, ""), "on_behalf_of": names.get(unit_id, "")}


def acts_from(user: User, right: str, unit_id: int, *, on: dt.date) -> Unit | None:
    """Làm thay: return the unit above from which somebody acts for a unit; none who acts at home.

    Of grants at several units above it is the first that was given.
    """
    grants = Grant.objects.of(user, right, on=on).covering(unit_id, on=on)
    places = list(grants.select_related("unit").order_by("pk"))
    if any(one.unit_id == unit_id for one in places):
        return None
    return next((one.unit for one in places), None)
