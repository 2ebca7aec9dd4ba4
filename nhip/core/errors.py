"""What can go wrong on purpose.

    Refused          a business rule says no              409
    ├─ Invalid       the input is wrong; says where       422
    └─ Unavailable   another system did not answer        503

Permission is Django's PermissionDenied (403) and absence is Http404 (404).
Whatever else leaves an action is a bug: it is reported, never caught.
"""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Từ chối: a business rule says no. The message is written for the user."""

    status: ClassVar[int] = 409
    message: ClassVar[Any] = _("This cannot be done now.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message) % self.facts

    @property
    def code(self) -> str:
        """Return the name a program can match, such as ``already-submitted``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.facts)


class Invalid(Refused):
    """Dữ liệu sai: the input is wrong; ``facts`` say where."""

    status = 422
    message = _("Some of what was entered is wrong; correct it and try again.")


class Unavailable(Refused):
    """Chưa liên lạc được: another system did not answer; trying later may help."""

    status = 503
    message = _("Another system does not answer; please try again later.")


def _rebuild(kind: type[Refused], facts: dict[str, Any]) -> Refused:
    return kind(**facts)
