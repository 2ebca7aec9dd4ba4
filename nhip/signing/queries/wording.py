"""Kết quả bằng lời: every answer of a verdict as people read it, in their language."""

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nhip.core.clock import local
from nhip.signing.rules.verdicts import (
    Conclusion,
    Coverage,
    LaterChanges,
    Reason,
    Revocation,
    SignatureVerdict,
    TimeSource,
    Verdict,
)

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

TEXTS: dict[Reason, Promise] = {
    Reason.NO_SIGNATURE: gettext_lazy("The file carries no digital signature."),
    Reason.NOT_INTACT: gettext_lazy("What was signed is no longer intact."),
    Reason.DAMAGED_SIGNATURE: gettext_lazy("A signature is damaged and cannot be read."),
    Reason.DAMAGED_TIME_STAMP: gettext_lazy("A time stamp does not hold for its signature."),
    Reason.PARTLY_COVERED: gettext_lazy("The last signature does not cover the whole file."),
    Reason.CHANGED_LATER: gettext_lazy("The document was changed after it was signed."),
    Reason.NO_TRUST_ANCHORS: gettext_lazy("No trusted authority is known here."),
    Reason.NO_TRUSTED_PATH: gettext_lazy("The certificate leads to no trusted authority."),
    Reason.CERTIFICATE_NOT_IN_FORCE: gettext_lazy(
        "The certificate was not in force at the time of signing."
    ),
    Reason.CERTIFICATE_REVOKED: gettext_lazy("The certificate was revoked."),
    Reason.CERTIFICATE_SUSPENDED: gettext_lazy("The certificate was suspended."),
    Reason.WRONG_PURPOSE: gettext_lazy("The certificate was not issued for this purpose."),
    Reason.REVOCATION_UNKNOWN: gettext_lazy("Revocation could not be checked."),
    Reason.WEAK_ALGORITHM: gettext_lazy("The algorithm is no longer relied on."),
    Reason.EXPIRED_SINCE: gettext_lazy(
        "The certificate has expired since, and nothing proves when the signature was made."
    ),
    Reason.TIME_IS_CLAIMED: gettext_lazy("Only the signer says when the signature was made."),
    Reason.DATA_NOT_SIGNED: gettext_lazy("The attached data are not the data that were signed."),
    Reason.UNREADABLE: gettext_lazy("The file could not be read as a PDF."),
    Reason.TOO_LARGE: gettext_lazy("The file is too large to be checked."),
    Reason.TOOK_TOO_LONG: gettext_lazy("The check took too long and was given up."),
}
_CONCLUSIONS = {
    Conclusion.GOOD: gettext_lazy("good"),
    Conclusion.NOT_GOOD: gettext_lazy("not good"),
    Conclusion.COULD_NOT_CHECK: gettext_lazy("could not be checked"),
}
_COVERAGES = {
    Coverage.WHOLE_FILE: gettext_lazy("the whole file"),
    Coverage.REVISION: gettext_lazy("the file as it was when signed"),
    Coverage.NONE: gettext_lazy("not the file"),
}
_CHANGES = {
    LaterChanges.NONE: gettext_lazy("none"),
    LaterChanges.PERMITTED: gettext_lazy("only permitted ones, such as further signatures"),
    LaterChanges.OTHER: gettext_lazy("OTHERS, not permitted"),
}
_REVOCATIONS = {
    Revocation.GOOD: gettext_lazy("not revoked"),
    Revocation.REVOKED: gettext_lazy("REVOKED"),
    Revocation.UNKNOWN: gettext_lazy("could not be checked"),
}
_SOURCES = {
    TimeSource.TSA: gettext_lazy("by a time-stamp authority"),
    TimeSource.DOCUMENT_TIMESTAMP: gettext_lazy("no later than the document's time stamp"),
    TimeSource.CLAIMED: gettext_lazy("by the signer's own clock"),
}


def text_of(reason: Reason) -> str:
    """Return a reason as people read it, in the language in use."""
    return str(TEXTS[reason])


def conclusion_of(verdict: Verdict) -> str:
    """Return the conclusion as people read it."""
    return str(_CONCLUSIONS[verdict.conclusion])


def lines(verdict: Verdict) -> Iterator[str]:
    """Yield the verdict line by line: the conclusion, its reasons, then every answer by itself."""
    yield _line(_("Conclusion"), conclusion_of(verdict))
    yield from (f"  - {text_of(reason)}" for reason in verdict.reasons)
    if verdict.data_are_signed is not None:
        yield _line(_("Attached data are the signed data"), _yes(verdict.data_are_signed))
    for position, signature in enumerate(verdict.signatures, start=1):
        yield f"{position}. {signature.role}: {signer_of(signature)}"
        for question, answer in answers(signature):
            yield f"   {question}: {answer}"


def answers(one: SignatureVerdict) -> Iterator[tuple[str, str]]:
    """Yield every question about a signature with its answer."""
    yield _("Intact"), _yes(one.intact)
    yield _("Covers"), str(_COVERAGES[one.coverage])
    yield _("Later changes"), str(_CHANGES[one.later_changes])
    yield _("Trusted certificate"), _yes(one.trusted)
    yield _("In force at the time of signing"), _yes(one.certificate_valid_at)
    yield _("Revocation"), _joined(str(_REVOCATIONS[one.revocation]), _dated(one.revocation_source))
    yield _("Signed at"), _joined(_time(one), str(_SOURCES[one.time_source]))
    yield _("Algorithm"), _joined(f"{one.algorithm}: {_yes(one.algorithm_ok)}", one.policy)


def signer_of(one: SignatureVerdict) -> str:
    """Return who signed, with the organisation the certificate names."""
    if not one.signer:
        return _("unknown signer")
    return _joined(one.signer, one.organisation if one.organisation != one.signer else "")


def _time(one: SignatureVerdict) -> str:
    if one.signed_at is None:
        return _("unknown")
    return _clock(one.signed_at)


def _dated(source: str) -> str:
    """Return a source whose moment is said on the clock of Hà Nội."""
    return _MOMENT.sub(lambda found: _clock(dt.datetime.fromisoformat(found.group())), source)


def _clock(moment: dt.datetime) -> str:
    return f"{local(moment):%H:%M:%S %d/%m/%Y}"


def _line(question: str, answer: str) -> str:
    return f"{question}: {answer}"


def _yes(answer: bool) -> str:
    return _("yes") if answer else _("NO")


def _joined(first: str, second: str) -> str:
    return f"{first} ({second})" if second else first
