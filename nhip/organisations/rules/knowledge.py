"""Điều chưa biết: what to say where the tables are silent. Pure."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused

TERRITORY_BY_LENGTH = {2: "province", 3: "district", 5: "commune"}
UNLISTED_FAMILIES = "AC"  # Decision 20/2020, annex I, gives Party and National Assembly as ranges.


class NotKnown(Refused):
    """Chưa biết: the tables do not speak of that day; it is neither none nor some other day."""

    message = _("The tables do not know %(asked)s on %(day)s.")


def not_known(asked: str, on: dt.date) -> NotKnown:
    """Return the refusal to say what was asked of a day."""
    return NotKnown(asked=asked, day=f"{on:%d/%m/%Y}")


def register_of(scheme: str, value: str) -> tuple[str, str | None]:
    """Return the list in which a code would stand, and the code of the body that keeps that list.

    Whatever body issues the codes below its own, so a list of level 1 says nothing of level 2.
    """
    if scheme == "gso":
        return TERRITORY_BY_LENGTH.get(len(value), "nation"), None
    if scheme == "qd20":
        body, _dot, below = value.partition(".")
        is_level1 = not below and body[:1] not in UNLISTED_FAMILIES
        return ("qd20", None) if is_level1 else ("qd20 below level 1", body)
    if scheme == "qcvn102":
        return "qcvn102", f"000.00.00.{value.rpartition('.')[2]}"
    return scheme, None
