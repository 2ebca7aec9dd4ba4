"""Cho trang: a verdict and a key as pages show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from nhip.signing.models import Key, KeyQuerySet
from nhip.signing.queries.wording import answers, conclusion_of, signer_of, text_of
from nhip.signing.rules.verdicts import Conclusion, SignatureVerdict, Verdict
from nhip.ui.rules import Mark, Tone

_ROLES: Final[dict[str, Promise]] = {
    "person": gettext_lazy("Personal signature"),
    "number": gettext_lazy("Number and date, signed by the agency"),
    "seal": gettext_lazy("Seal of the agency"),
}
_TONES: Final = {
    Conclusion.GOOD: Tone.DONE,
    Conclusion.NOT_GOOD: Tone.LATE,
    Conclusion.COULD_NOT_CHECK: Tone.SOON,
}


@dataclass(frozen=True)
class SignatureShown:
    """Một chữ ký trên trang: who, in which role, and every answer by itself."""

    role: str
    signer: str
    reasons: Sequence[str]
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class VerdictShown:
    """Kết quả kiểm tra trên trang."""

    conclusion: Mark
    reasons: Sequence[str]
    data_are_signed: bool | None
    signatures: Sequence[SignatureShown]


@dataclass(frozen=True)
class KeyShown:
    """Khóa trên trang: what its holder must do for it to sign."""

    holder: str
    needs_pin: bool
    is_simulated: bool
    is_on_device: bool


def shown(verdict: Verdict) -> VerdictShown:
    """Return a verdict in words."""
    return VerdictShown(
        conclusion=Mark(_TONES[verdict.conclusion], conclusion_of(verdict)),
        reasons=[text_of(reason) for reason in verdict.reasons],
        data_are_signed=verdict.data_are_signed,
        signatures=[_signature(one) for one in verdict.signatures],
    )


def key_of_person(user_id: int, *, now: dt.datetime) -> KeyShown | None:
    """Return the key with which a person would sign now, if one is registered."""
    return _key(Key.objects.personal(user_id), now)


def key_of_agency(unit_id: int, *, now: dt.datetime) -> KeyShown | None:
    """Return the key with which an agency would seal now, if one is registered."""
    return _key(Key.objects.of_agency(unit_id, Key.Purpose.NUMBER_SEAL), now)


def _signature(one: SignatureVerdict) -> SignatureShown:
    return SignatureShown(
        role=str(_ROLES.get(one.role, one.role)),
        signer=signer_of(one),
        reasons=[text_of(reason) for reason in one.reasons],
        answers=list(answers(one)),
    )


def _key(keys: KeyQuerySet, now: dt.datetime) -> KeyShown | None:
    key = keys.in_force(now).first()
    if key is None:
        return None
    return KeyShown(
        holder=key.holder_name,
        needs_pin=key.driver in (Key.Driver.PKCS12, Key.Driver.PKCS11),
        is_simulated=key.driver == Key.Driver.DEMO,
        is_on_device=key.driver == Key.Driver.DEVICE,
    )
