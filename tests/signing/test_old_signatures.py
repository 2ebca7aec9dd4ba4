"""Signatures of 2018–2020 are judged by the rules of their day, if that day is proven."""

import asyncio
import datetime as dt
import io

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers as pyhanko
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nhip.signing.providers.authorities import PEOPLE
from nhip.signing.rules.verdicts import Conclusion, Reason
from tests.signing.papers import MINH

IN_2020 = dt.datetime(2020, 6, 1, tzinfo=dt.UTC)
IN_2025 = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def old_style(authorities, hands, report):
    """Sign as the tools of those years did: adbe.pkcs7.detached, RSA, SHA-1."""
    key = rsa.generate_private_key(65537, 2048)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = authorities.certify(PEOPLE, MINH, key.public_key())
    chain = SimpleCertificateStore()
    chain.register_multiple(asn1_x509.Certificate.load(one) for one in authorities.chain(PEOPLE))
    signer = pyhanko.SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(der),
        chain,
    )

    def sign(at: dt.datetime, *, stamped: bool) -> bytes:
        output = io.BytesIO()
        asyncio.run(
            pyhanko.async_sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(report)),
                pyhanko.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha1"),
                signer,
                timestamper=authorities.timestamper(at) if stamped else None,
                output=output,
            )
        )
        return output.getvalue()

    return sign


def test_sha_1_of_a_proven_day_in_2020_is_good(old_style, authorities, hands):
    authorities.publish_lists(IN_2020)

    verdict = hands.verdict(old_style(IN_2020, stamped=True), now=IN_2025)

    assert verdict.signatures[0].policy == "vn-2018"
    assert verdict.signatures[0].algorithm == "rsa sha1"
    assert verdict.conclusion is Conclusion.GOOD


@pytest.mark.parametrize("stamped", [True, False])
def test_sha_1_of_2025_is_too_weak_and_that_is_the_reason_given(
    old_style, authorities, hands, stamped
):
    authorities.publish_lists(IN_2025)

    verdict = hands.verdict(old_style(IN_2025, stamped=stamped), now=IN_2025)

    assert verdict.conclusion is Conclusion.NOT_GOOD
    assert Reason.WEAK_ALGORITHM in verdict.reasons
    assert Reason.NO_TRUSTED_PATH not in verdict.reasons
