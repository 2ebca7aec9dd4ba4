"""Khóa của ai, vào lúc nào."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.signing.models import Key


class NoKey(Refused):
    """Không có khóa: nobody registered a key for this that is in force."""

    message = _("There is no key in force for this; ask the administrator to register one.")


def personal_key(user_id: int, *, now: dt.datetime) -> Key:
    """Return the key with which a person signs now. Raises NoKey."""
    return _only(Key.objects.personal(user_id).in_force(now).first())


def agency_key(unit_id: int, *, now: dt.datetime) -> Key:
    """Return the key of an agency's number and seal. Raises NoKey."""
    keys = Key.objects.of_agency(unit_id, Key.Purpose.NUMBER_SEAL)
    return _only(keys.in_force(now).first())


def transport_key(unit_id: int, *, now: dt.datetime) -> Key:
    """Return the key with which an agency signs its messages. Raises NoKey."""
    return _only(Key.objects.of_agency(unit_id, Key.Purpose.TRANSPORT).in_force(now).first())


def _only(key: Key | None) -> Key:
    if key is None:
        raise NoKey
    return key
