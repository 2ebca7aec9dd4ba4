"""Thẩm quyền ký: in whose place a person signs, as the page says it (Decree 30/2020, art. 13)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Hình thức ký: in whose place the signer signs."""

    OWN = ""
    COLLECTIVE = "TM"
    DEPUTY = "KT"
    ORDER = "TL"
    AUTHORISED = "TUQ"
    ACTING = "Q"


@dataclass(frozen=True)
class Competence:
    """Thẩm quyền ký: one person's right to sign for one agency, for some time and some content."""

    form: Form
    position: str
    """The signer's own position, ``Phó Chủ tịch``."""
    principal: str = ""
    """Whose place the signer takes under KT., TL. or TUQ., ``Chủ tịch``."""
    collective: str = ""
    """The body signed for under TM., ``Ủy ban nhân dân``."""
    kinds: Sequence[str] = ()
    """Codes of the kinds of document covered; empty for all."""
    start: dt.date = dt.date.min
    end: dt.date = dt.date.max
    """The first day on which the competence no longer holds."""

    def covers(self, kind: str, *, on: dt.date) -> bool:
        """Tell whether the person may sign this kind of document on that day."""
        return self.start <= on < self.end and (not self.kinds or kind in self.kinds)

    def standing(self) -> tuple[str, ...]:
        """Return the lines above the signature: ``KT. Chủ tịch`` over ``Phó Chủ tịch``."""
        body = (f"TM. {self.collective}",) if self.collective else ()
        match self.form:
            case Form.ACTING:
                return (*body, f"Q. {self.position}")
            case Form.DEPUTY | Form.ORDER | Form.AUTHORISED:
                return (*body, f"{self.form}. {self.principal}", self.position)
            case Form.OWN | Form.COLLECTIVE:
                return (*body, self.position)


def may_be_handed_on(form: Form) -> bool:
    """Tell whether who signs in this form may authorise another: who was authorised may not."""
    return form is not Form.AUTHORISED
