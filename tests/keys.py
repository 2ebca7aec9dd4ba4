"""Khóa: keys of the demonstration's authorities in the hands of the tests' people."""

from datetime import datetime

from nhip.core.web import system
from nhip.signing.actions import Holder, Registration, register_key
from nhip.signing.models import Key
from nhip.signing.providers import keys
from nhip.signing.providers.authorities import AGENCIES, PEOPLE, Authorities
from nhip.signing.providers.authorities import Holder as Subject
from tests.signing.papers import COMMITTEE, MINH

PIN, SEAL_PIN = "minh-246810", "thu-135790"


def personal_key(pki: Authorities, user_id: int, subject: Subject = MINH, *, now: datetime) -> Key:
    """Put a new key file under a PIN into a person's hands."""
    return _hold(pki, PEOPLE, subject, PIN, Holder(user_id=user_id), now)


def agency_key(
    pki: Authorities, unit_id: int, subject: Subject = COMMITTEE, *, now: datetime
) -> Key:
    """Put a new key file of an agency under a PIN into its clerk's hands."""
    return _hold(pki, AGENCIES, subject, SEAL_PIN, Holder(unit_id=unit_id), now)


def _hold(
    pki: Authorities, authority: str, subject: Subject, pin: str, holder: Holder, now: datetime
) -> Key:
    location = f"{subject.serial}.p12"
    certificate = pki.issue_pkcs12(authority, subject, pin, keys.folder() / location)
    purpose = Key.Purpose.PERSONAL if holder.user_id else Key.Purpose.NUMBER_SEAL
    return register_key(
        actor=system("tests"),
        holder=holder,
        registration=Registration(
            purpose=purpose,
            driver=Key.Driver.PKCS12,
            location=location,
            certificate=certificate,
            chain=pki.chain(authority),
        ),
        now=now,
    )
