"""Nothing the demonstration certifies can be taken for the real thing."""

from cryptography import x509
from cryptography.x509.oid import NameOID

from nhip.signing.providers.authorities import MARK


def test_every_certificate_says_that_it_has_no_legal_value(certified):
    files = [*certified.pki.rglob("*.der")]
    certificates = [x509.load_der_x509_certificate(file.read_bytes()) for file in files]
    certificates += [
        x509.load_pem_x509_certificate(file.read_bytes()) for file in certified.trust.glob("*.pem")
    ]

    units = [
        one.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME) for one in certificates
    ]

    assert len(files) == 66 * 2 + 65
    assert all(MARK in {unit.value for unit in named} for named in units)


def test_a_key_lies_only_at_the_node_of_its_agency(certified):
    for place in certified.places:
        keys = {file.stem for file in certified.state_of(place).rglob("transport/*.pem")}

        assert keys == set(place.agencies)


def test_only_their_owner_may_read_private_keys(certified):
    keys = [*certified.folder.rglob("keys/**/*.pem"), *certified.pki.glob("*.key")]

    assert {file.stat().st_mode & 0o777 for file in keys} == {0o600}
