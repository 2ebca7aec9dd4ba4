"""Chứng thực trình diễn: the country's authorities, and a key for everybody who signs."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nhip.accounts.rules import RoleName
from nhip.config.demo.country import Country
from nhip.config.demo.people import Part, people_of
from nhip.signing.models import Key
from nhip.signing.providers.authorities import AGENCIES, PEOPLE, Authorities, Holder

AUTHORITY_FOR = {
    Key.Purpose.PERSONAL: PEOPLE,
    Key.Purpose.NUMBER_SEAL: AGENCIES,
    Key.Purpose.TRANSPORT: AGENCIES,
}


@dataclass(frozen=True)
class Issue:
    """Khóa được cấp: what for, to whom, and the name under which its files lie."""

    purpose: Key.Purpose
    name: str
    holder: Holder

    @property
    def location(self) -> str:
        """Return where the private key lies under the keys of its node."""
        return f"{self.purpose}/{self.name}.pem"


def establish(country: Country, official_names: Mapping[str, str], now: dt.datetime) -> None:
    """Make the authorities, and a key with its certificate for every signer of every node."""
    authorities = Authorities(country.pki)
    authorities.found(now)
    for code, place in country.agencies.items():
        keys = country.state_of(place) / "keys"
        for issue in issues_for(code, official_names[code]):
            certificate = authorities.issue_file(
                AUTHORITY_FOR[issue.purpose], issue.holder, keys / issue.location
            )
            _keep(certificate_file(country, issue), certificate)


def issues_for(code: str, official_name: str) -> Iterable[Issue]:
    """Return the keys of one agency: its messages', its number's and seal's, its signers'."""
    agency = Holder(official_name, official_name, code)
    yield Issue(Key.Purpose.TRANSPORT, code, agency)
    yield Issue(Key.Purpose.NUMBER_SEAL, code, agency)
    for part in people_of(code):
        if part.role is RoleName.LEADER:
            yield Issue(Key.Purpose.PERSONAL, part.username, _person(part, official_name))


def certificate_file(country: Country, issue: Issue) -> Path:
    """Return where the country keeps a certificate, which everybody may read."""
    return country.pki / "certificates" / issue.purpose / f"{issue.name}.der"


def _person(part: Part, official_name: str) -> Holder:
    return Holder(part.full_name, official_name, part.username, part.title)


def _keep(file: Path, certificate: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(certificate)
