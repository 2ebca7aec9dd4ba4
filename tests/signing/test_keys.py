"""Keys open with their PIN, in a file or in a token, and sign what pyHanko and pdfsig accept."""

import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

from nhip.signing.providers.authorities import PEOPLE
from nhip.signing.providers.drivers import KeyStoreIsOut, WrongPin, open_pkcs12
from nhip.signing.providers.pkcs11 import Pkcs11, Place
from nhip.signing.rules.verdicts import Conclusion
from tests.signing.papers import MINH

PIN = "123456"
MODULE = "/usr/lib/softhsm/libsofthsm2.so"


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A SoftHSM token of its own; install the package ``softhsm2`` for it."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(config))
        init = ["softhsm2-util", "--init-token", "--free", "--label", "Minh", "--so-pin", "0000"]
        subprocess.run([*init, "--pin", PIN], check=True, capture_output=True)
        pkcs11.lib(MODULE).reinitialize()
        yield pkcs11.lib(MODULE).get_token(token_label="Minh")


def put_into(token, key) -> str:
    """Bring a private key into the token and return where it lies."""
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    is_ec = isinstance(key, ec.EllipticCurvePrivateKey)
    decode = decode_ec_private_key if is_ec else decode_rsa_private_key
    label = f"key-{key.key_size}"
    with token.open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {**decode(der), pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
        )
    return f"pkcs11:token=Minh;object={label}?module-path={MODULE}"


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)],
    ids=["P-256", "RSA-2048"],
)
def test_a_key_in_a_token_signs(signers, report, token, key, tmp_path):
    certificate = signers.authorities.certify(PEOPLE, MINH, key.public_key())
    driver = Pkcs11(
        Place.of(put_into(token, key)),
        PIN,
        certificate.public_bytes(Encoding.DER),
        signers.authorities.chain(PEOPLE),
    )

    signed = signers.sign(report, "person", key=driver)

    assert signers.verdict(signed).conclusion is Conclusion.GOOD
    (tmp_path / "signed.pdf").write_bytes(signed)
    said = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "signed.pdf"], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid." in said.stdout


def test_a_token_with_a_wrong_pin_refuses(signers, token):
    own = signers.keys["person"]
    place = Place(MODULE, "Minh", "key-256")

    with pytest.raises(WrongPin):
        Pkcs11(place, "654321", own.certificate, own.chain).sign(b"data")


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:token=Lan;object=key?module-path=/usr/lib/softhsm/libsofthsm2.so",
        "pkcs11:token=Minh;object=key?module-path=/nowhere.so",
        "pkcs11:token=Minh;object=none?module-path=/usr/lib/softhsm/libsofthsm2.so",
    ],
)
def test_a_token_that_is_not_there_does_not_answer(signers, token, uri):
    own = signers.keys["person"]

    with pytest.raises(KeyStoreIsOut):
        Pkcs11(Place.of(uri), PIN, own.certificate, own.chain).sign(b"data")


@pytest.mark.parametrize("uri", ["", "file:/etc/passwd", "pkcs11:token=Minh"])
def test_a_place_that_is_no_pkcs11_uri_does_not_answer(uri):
    with pytest.raises(KeyStoreIsOut):
        Place.of(uri)


def test_the_pin_is_not_shown(signers):
    own = signers.keys["person"]

    assert "secret" not in repr(Pkcs11(Place("m", "t", "l"), "secret", own.certificate, ()))


def test_a_key_file_opens_with_its_pin(signers, report, tmp_path):
    file = tmp_path / "minh.p12"
    certificate = signers.authorities.issue_pkcs12(PEOPLE, MINH, PIN, file)

    key = open_pkcs12(file, PIN)

    assert key.certificate == certificate
    assert file.stat().st_mode & 0o777 == 0o600
    assert signers.verdict(signers.sign(report, "person", key=key)).conclusion is Conclusion.GOOD


def test_a_key_file_with_a_wrong_pin_refuses(signers, tmp_path):
    file = tmp_path / "minh.p12"
    signers.authorities.issue_pkcs12(PEOPLE, MINH, PIN, file)

    with pytest.raises(WrongPin):
        open_pkcs12(file, "654321")


def test_a_key_file_that_is_missing_does_not_answer():
    with pytest.raises(KeyStoreIsOut):
        open_pkcs12(Path("/nowhere.p12"), PIN)
