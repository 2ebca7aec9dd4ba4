"""Keys of the demonstration's authorities in the hands of the tests' people."""

from nhip.core.web import system
from nhip.signing.actions import Holder, Registration, register_key
from nhip.signing.models import Key
from nhip.signing.providers import keys
from nhip.signing.providers.authorities import AGENCIES, PEOPLE, Authorities
from nhip.signing.providers.authorities import Holder as Subject
from tests.reporting.country import NOW

PIN, SEAL_PIN = "minh-246810", "thu-135790"
MINH = Subject("Nguyễn Văn Minh", "Ủy ban nhân dân tỉnh Tây Ninh", "H53-MINH", "Phó Chủ tịch")
COMMITTEE = Subject("Ủy ban nhân dân tỉnh Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "H53")


def personal_key(pki: Authorities, user_id: int, subject: Subject = MINH) -> Key:
    """Put a new key file under a PIN into a person's hands."""
    return _hold(pki, PEOPLE, subject, PIN, Holder(user_id=user_id))


def agency_key(pki: Authorities, unit_id: int, subject: Subject = COMMITTEE) -> Key:
    """Put a new key file of an agency under a PIN into its clerk's hands."""
    return _hold(pki, AGENCIES, subject, SEAL_PIN, Holder(unit_id=unit_id))


def _hold(pki: Authorities, authority: str, subject: Subject, pin: str, holder: Holder) -> Key:
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
        now=NOW,
    )
