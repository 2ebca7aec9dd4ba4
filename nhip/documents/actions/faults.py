"""Chữ ký không đạt: the refusals that say which signature is at fault, and how."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.documents.rules.page import NUMBER, PERSON, SEAL
from nhip.documents.rules.signatures import Fault, Finding

ROLES: dict[str, Any] = {
    PERSON: _("personal signature"),
    NUMBER: _("number signature"),
    SEAL: _("seal"),
}
FAULTS: dict[Fault, Any] = {
    Fault.MISSING: _("is missing"),
    Fault.NOT_GOOD: _("does not hold"),
    Fault.OUT_OF_ORDER: _("was made before those it must follow"),
    Fault.OTHER_SIGNER: _("is another person's"),
    Fault.OTHER_KEY: _("was made with a key that is not on record here"),
    Fault.NOT_LAST: _("does not cover the whole file"),
    Fault.OTHER_NUMBER: _("says another number or date than the register"),
}


class SignatureFault(Refused):
    """Chữ ký không đạt: a document may not go on as it is signed."""

    message = _("The %(what)s %(how)s.")

    @classmethod
    def of(cls, finding: Finding) -> "SignatureFault":
        """Return the refusal that says what was found, in words and in codes."""
        return cls(
            role=finding.role,
            fault=finding.fault.value,
            what=ROLES[finding.role],
            how=FAULTS[finding.fault],
        )


class NotProperlySigned(SignatureFault):
    """Chưa được ký hợp lệ: number and date come only after the competent person's signature."""

    message = _("The document gets no number: the %(what)s %(how)s.")


class NotProperlySealed(SignatureFault):
    """Chữ ký cơ quan không đạt: the file is not what the register says."""

    message = _("The document is not sealed: the %(what)s %(how)s.")
