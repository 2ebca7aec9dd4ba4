"""``nhip node``: a new node learns who works there, with which keys, beside which neighbours."""

import io

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from nhip.accounts.models import Grant, User
from nhip.core import clock
from nhip.documents.models import Series, SigningCompetence
from nhip.events.models import Event
from nhip.exchange.models import Partner
from nhip.signing.models import Key, TrustAnchor
from nhip.signing.providers.authorities import AGENCIES, Authorities, Holder
from tests.reporting.conftest import *  # noqa: F403  (the country of the reports)

pytestmark = pytest.mark.usefixtures("august")


@pytest.fixture
def file(tmp_path, settings, pki):
    """A certificate of an agency, as PEM."""
    authorities = Authorities(tmp_path / "authorities")
    authorities.found(clock.now())
    der = authorities.issue_file(AGENCIES, Holder("H53", "x", "H53"), tmp_path / "H53.key")
    pem = tmp_path / "H53.crt"
    pem.write_bytes(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM))
    return pem


def node(*words):
    said = io.StringIO()
    call_command("node", *map(str, words), stdout=said)
    return said.getvalue()


def test_a_person_is_enrolled_once_and_may_have_two_roles(tay_ninh):
    node("person", "mai", "--name", "Lê Mai", "--role", "clerk", "--unit", "H53")
    node("person", "mai", "--role", "registry", "--unit", "H53", "--subtree")

    assert User.objects.get(username="mai").full_name == "Lê Mai"
    assert Grant.objects.filter(user__username="mai").count() == 2
    assert Event.objects.filter(name="accounts.user.enrolled").last().actor == "system:operator"


def test_a_leader_signs_and_the_register_goes_on(tay_ninh, minh):
    node("signer", "minh", "--unit", "H53", "--position", "Chủ tịch")
    node("series", "--unit", "H53", "--year", 2031, "--first", 41)

    assert SigningCompetence.objects.filter(user=minh).last().position == "Chủ tịch"
    assert Series.objects.get(year=2031).next_number == 41


def test_keys_neighbours_and_roots_come_from_certificate_files(tay_ninh, file):
    node(
        "key", "--unit", "H53", "--purpose", "transport", "--driver", "node", "--certificate", file
    )
    node("partner", "H53", "--certificate", file, "--url", "https://nhip.example.vn")
    node("trust", file, "--basis", "Nghị định 68/2024")

    assert Key.objects.filter(purpose="transport").last().certificate[:1] == b"\x30"
    assert Partner.objects.get(code="H53").node_url == "https://nhip.example.vn"
    assert TrustAnchor.objects.filter(legal_basis="Nghị định 68/2024").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("person", "mai", "--role", "clerk", "--unit", "H53"),
        ("person", "mai", "--name", "Mai", "--role", "clerk", "--unit", "X99"),
        ("signer", "nobody-here", "--unit", "H53", "--position", "Chủ tịch"),
    ],
)
def test_what_is_wrong_is_said(tay_ninh, words):
    with pytest.raises(CommandError):
        node(*words)
