"""Chữ ký trên gói tin: XMLDSig by the sending agency; what is read afterwards is what was signed.

The signature refers by Id to the elements that must not change on the way –
header, business, delivery, body – and to a manifest with the digest of every
attachment. Hubs append their trace entries outside of them. A reader gets the
elements that the check itself returns, never those it finds in the tree.
"""

import base64
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature as BadKey
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.utils.translation import gettext_lazy as _
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from nhip.core.canonical import sha256_hex
from nhip.core.errors import Refused
from nhip.exchange.providers.envelopes import Opened
from nhip.exchange.rules.edxml import (
    BODY_ID,
    BUSINESS_ID,
    CID,
    DELIVERY_ID,
    DSIG,
    HEADER_ID,
    PARTS_ID,
    local_name,
)
from nhip.exchange.rules.letters import Attachment
from nhip.exchange.rules.parts import Octets
from nhip.exchange.rules.reading import Pieces
from nhip.exchange.rules.writing import Draft, encode_part
from nhip.signing.providers.drivers import Driver

_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_MANIFEST = "http://www.w3.org/2000/09/xmldsig#Manifest"
_NS = {"ds": DSIG}
_NAMES = {
    HEADER_ID: "MessageHeader",
    BUSINESS_ID: "Bussiness",
    DELIVERY_ID: "Delivery",
    BODY_ID: "edXMLBody",
    PARTS_ID: "Manifest",
}
_METHODS = frozenset({SignatureMethod.ECDSA_SHA256, SignatureMethod.RSA_SHA256})


class SignatureDoesNotHold(Refused):
    """Chữ ký gói tin không đúng: altered, incomplete, or by another key."""

    status = 403
    message = _("The signature on the envelope does not hold: %(reason)s.")


@dataclass(frozen=True)
class Sealed:
    """Gói tin đã ký: its bytes, and the digest of what was signed."""

    envelope: bytes
    digest: str


@dataclass(frozen=True)
class Verified:
    """Phần đã kiểm tra: the elements as they were signed, and the digest of them all."""

    pieces: Pieces
    digest: str


def sign(draft: Draft, attachments: Sequence[tuple[Attachment, Octets]], driver: Driver) -> Sealed:
    """Ký gói tin: return the envelope, signed and whole."""
    root = etree.fromstring(f"{draft.head}{draft.tail}</edXML>".encode())
    digests = [(identity, _digest_of(root, identity)) for identity in draft.signed_ids]
    manifest = _manifest(attachments) if attachments else ""
    if manifest:
        digests.append((PARTS_ID, _base64_digest(manifest.encode())))
    method, raw = _method(driver.certificate)
    signed_info = _signed_info(method, digests)
    value = driver.sign(signed_info.encode())
    signature = _signature(signed_info, _raw(value, raw) if raw else value, driver, manifest)
    encoded = (
        piece
        for attachment, part in attachments
        for piece in encode_part(attachment, base64.b64encode(part.data))
    )
    return Sealed(draft.signed(signature, encoded), sha256_hex(signed_info.encode()))


def verify(opened: Opened, certificate: bytes, *, at: dt.datetime) -> Verified:
    """Kiểm tra chữ ký: return the elements as signed with the key of that certificate.

    Raises SignatureDoesNotHold.
    """
    signature = opened.root.find(f".//{{{DSIG}}}Signature")
    expected = _expected(opened)
    if signature is None or _references(signature) != expected:
        raise SignatureDoesNotHold(reason="SignedInfo")
    signed = _checked(opened.root, certificate, at, len(expected))
    found = {identity: result.signed_xml for identity, result in zip(expected, signed, strict=True)}
    for identity, element in found.items():
        if element is None or local_name(element) != _NAMES[identity]:
            raise SignatureDoesNotHold(reason=identity)
    if _declared(found.get(PARTS_ID)) != {
        content_id: part.sha256 for content_id, part in opened.octets.items()
    }:
        raise SignatureDoesNotHold(reason="AttachmentEncoded")
    header = found[HEADER_ID]
    assert header is not None
    return Verified(
        Pieces(header, found[DELIVERY_ID], found.get(BUSINESS_ID), found.get(BODY_ID)),
        _digest_of_signed_info(signed[0].signature_xml),
    )


def _checked(
    root: etree._Element, certificate: bytes, at: dt.datetime, references: int
) -> list[VerifyResult]:
    config = SignatureConfiguration(
        location=".//",
        expect_references=references,
        signature_methods=_METHODS,
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
        verification_time=at,
    )
    try:
        results = XMLVerifier().verify(
            root, x509_cert=_loaded(certificate), id_attribute="Id", expect_config=config
        )
    except (SignXMLException, BadKey, ValueError, etree.LxmlError) as error:
        raise SignatureDoesNotHold(reason=type(error).__name__) from None
    return results if isinstance(results, list) else [results]


def _expected(opened: Opened) -> list[str]:
    """Return what must be signed: everything there is, in the order in which we sign it."""
    pieces = opened.pieces
    identities = [HEADER_ID]
    if pieces.business is not None:
        identities.append(BUSINESS_ID)
    identities.append(DELIVERY_ID)
    if pieces.body is not None:
        identities.append(BODY_ID)
    if opened.octets:
        identities.append(PARTS_ID)
    return identities


def _references(signature: etree._Element) -> list[str] | None:
    """Return the Ids a signature refers to; None when it does so in any but the plain way."""
    method = signature.find("ds:SignedInfo/ds:CanonicalizationMethod", _NS)
    if method is None or method.get("Algorithm") != _C14N or len(method):
        return None
    identities = []
    for reference in signature.iterfind("ds:SignedInfo/ds:Reference", _NS):
        transforms = reference.findall("ds:Transforms/ds:Transform", _NS)
        plain = [one.get("Algorithm") for one in transforms] == [_C14N] and not len(transforms[0])
        uri = reference.get("URI", "")
        if not plain or not uri.startswith("#"):
            return None
        identities.append(uri[1:])
    return identities


def _declared(manifest: etree._Element | None) -> dict[str, str]:
    """Return the SHA-256 that the signed manifest gives for every attachment."""
    declared = {}
    for reference in manifest.iterfind("ds:Reference", _NS) if manifest is not None else ():
        value = reference.findtext("ds:DigestValue", "", _NS)
        method = reference.find("ds:DigestMethod", _NS)
        if method is None or method.get("Algorithm") != _SHA256:
            raise SignatureDoesNotHold(reason="Manifest")
        content_id = reference.get("URI", "").removeprefix(CID)
        declared[content_id] = base64.b64decode(value).hex()
    return declared


def _digest_of(root: etree._Element, identity: str) -> str:
    element = root.find(f".//*[@Id='{identity}']")
    assert element is not None
    return _base64_digest(etree.tostring(element, method="c14n", exclusive=True))


def _digest_of_signed_info(signature: etree._Element) -> str:
    signed_info = signature.find("ds:SignedInfo", _NS)
    assert signed_info is not None
    return sha256_hex(etree.tostring(signed_info, method="c14n", exclusive=True))


def _base64_digest(data: bytes) -> str:
    return base64.b64encode(bytes.fromhex(sha256_hex(data))).decode()


def _manifest(attachments: Iterable[tuple[Attachment, Octets]]) -> str:
    references = "".join(
        _reference(CID + attachment.content_id, _base64(bytes.fromhex(part.sha256)), "")
        for attachment, part in attachments
    )
    return f'<ds:Manifest xmlns:ds="{DSIG}" Id="{PARTS_ID}">{references}</ds:Manifest>'


def _signed_info(method: str, digests: Iterable[tuple[str, str]]) -> str:
    transforms = f'<ds:Transforms><ds:Transform Algorithm="{_C14N}"></ds:Transform></ds:Transforms>'
    references = "".join(
        _reference(f"#{identity}", digest, transforms) for identity, digest in digests
    )
    return (
        f'<ds:SignedInfo xmlns:ds="{DSIG}">'
        f'<ds:CanonicalizationMethod Algorithm="{_C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{method}"></ds:SignatureMethod>'
        f"{references}</ds:SignedInfo>"
    )


def _reference(uri: str, digest: str, transforms: str) -> str:
    """Return one reference in its canonical form, so that what is hashed is what is written."""
    kind = f' Type="{_MANIFEST}"' if uri == f"#{PARTS_ID}" else ""
    return (
        f'<ds:Reference{kind} URI="{uri}">{transforms}'
        f'<ds:DigestMethod Algorithm="{_SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
    )


def _signature(signed_info: str, value: bytes, driver: Driver, manifest: str) -> str:
    carried = f"<ds:Object>{manifest}</ds:Object>" if manifest else ""
    return (
        f'<ds:Signature xmlns:ds="{DSIG}">{signed_info}'
        f"<ds:SignatureValue>{_base64(value)}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>"
        f"<ds:X509Certificate>{_base64(driver.certificate)}</ds:X509Certificate>"
        f"</ds:X509Data></ds:KeyInfo>{carried}</ds:Signature>"
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@lru_cache(maxsize=512)
def _loaded(certificate: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate)


@lru_cache(maxsize=512)
def _method(certificate: bytes) -> tuple[str, int]:
    """Return the signature method of a key, and the length of each half of an ECDSA signature."""
    key = _loaded(certificate).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return SignatureMethod.ECDSA_SHA256.value, (key.key_size + 7) // 8
    return SignatureMethod.RSA_SHA256.value, 0


def _raw(signature: bytes, size: int) -> bytes:
    """Return an ECDSA signature as XMLDSig wants it: both halves side by side."""
    return b"".join(half.to_bytes(size, "big") for half in decode_dss_signature(signature))
