"""Ký PDF (PAdES): two steps, so that a document can wait for its signer's device.

``prepare`` adds one signature field with its appearance, and the revocation
lists the verdict will need, as one new revision with an empty container; what
is left to sign is a few hundred bytes. ``complete`` fills the container and
touches nothing else. No key and no transaction is open in between.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from asn1crypto import cms, crl
from asn1crypto import x509 as asn1_x509
from asn1crypto.parser import peek
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nhip.core.errors import Refused
from nhip.signing.providers.awaiting import wait_for
from nhip.signing.providers.moments import token_of
from nhip.signing.providers.timestamps import no_stamp_is_refused
from nhip.signing.rules import certificates
from nhip.signing.rules.preparation import Appearance, Intent, Prepared

DIGEST = "sha256"
OWN_BYTES = 1_536  # room for attributes and signature
STAMP_BYTES = 6_144  # room for a time stamp with its authority's chain
# A stamp fills its box: the library would leave a margin and draw it smaller than it was set.
FILLING = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)


class NotThatSignature(Refused):
    """Không đúng chữ ký: what came back is not the prepared document signed by that certificate."""

    message = _("This is not the signature that was asked for; nothing was signed.")


class AlreadySigned(Refused):
    """Đã ký: the file already bears a signature in this role."""

    message = _("The document already bears this signature: %(role)s.")


class _SignerAt(signers.PdfSigner):
    """A PdfSigner whose signing time is the one it was given."""

    signed_at: dt.datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.signed_at
        return session


def prepare(pdf: bytes, intent: Intent) -> Prepared:
    """Chuẩn bị ký: add the field and its empty container; return the exact bytes and what to sign.

    Raises AlreadySigned.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    _require_free(writer, intent.field)
    _carry_evidence(writer, intent)
    external = _external(intent.certificate, intent.chain)
    output = BytesIO()
    with _stamp_file(intent.appearance) as stamp:
        signer = _pdf_signer(intent, external, stamp)
        digest, *_ = wait_for(
            signer.async_digest_doc_for_signing(
                writer, bytes_reserved=_digits(intent), output=output
            )
        )
    attributes = wait_for(external.signed_attrs(digest.document_digest, DIGEST, use_pades=True))
    return Prepared(
        pdf=output.getvalue(),
        digest=digest.document_digest,
        container=(digest.reserved_region_start, digest.reserved_region_end),
        to_sign=attributes.dump(),
        certificate=intent.certificate,
        chain=intent.chain,
    )


def complete(prepared: Prepared, signature: bytes, timestamper: TimeStamper | None) -> bytes:
    """Hoàn tất ký: return the prepared bytes with that signature in the container.

    Raises NotThatSignature, TimeStampAuthorityIsOut.
    """
    _require_untouched(prepared)
    _require_signature_by(prepared.certificate, signature, prepared.to_sign)
    external = _external(prepared.certificate, prepared.chain, signature)
    with no_stamp_is_refused():
        container = wait_for(
            external.async_sign_prescribed_attributes(
                DIGEST, cms.CMSAttributes.load(prepared.to_sign), timestamper=timestamper
            )
        )
    output = BytesIO(prepared.pdf)
    place = PreparedByteRangeDigest(prepared.digest, *prepared.container)
    place.fill_with_cms(output, container)
    return output.getvalue()


def accept(prepared: Prepared, uploaded: bytes) -> bytes:
    """Nhận tệp từ thiết bị: return what a device signed by itself, if it is nothing but that.

    The upload must equal the prepared bytes outside the container, and hold in it
    one signature by that certificate over what was to be signed. Raises NotThatSignature.
    """
    _require_untouched(prepared)
    start, end = prepared.container
    same_outside = (
        len(uploaded) == len(prepared.pdf)
        and uploaded[: start + 1] == prepared.pdf[: start + 1]
        and uploaded[end - 1 :] == prepared.pdf[end - 1 :]
    )
    if not same_outside:
        raise NotThatSignature
    attributes, signature = _read_container(uploaded[start + 1 : end - 1])
    if attributes != prepared.to_sign:
        raise NotThatSignature
    _require_signature_by(prepared.certificate, signature, prepared.to_sign)
    return uploaded


def is_time_stamped(pdf: bytes) -> bool:
    """Tell whether the last signature carries a time stamp of its own."""
    newest = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[-1]
    return token_of(newest) is not None


def _read_container(digits: bytes) -> tuple[bytes, bytes]:
    """Return signed attributes and signature of the one signer in a container.

    Raises NotThatSignature.
    """
    try:
        content = bytes.fromhex(digits.decode("ascii"))
        if content[peek(content) :].strip(b"\0"):
            raise NotThatSignature
        (signer,) = cms.ContentInfo.load(content)["content"]["signer_infos"]
        return signer["signed_attrs"].untag().dump(), signer["signature"].native
    except (ValueError, TypeError, KeyError):
        raise NotThatSignature from None


def _require_untouched(prepared: Prepared) -> None:
    """Make sure the bytes that waited are those whose digest is to be signed.

    Raises NotThatSignature.
    """
    start, end = prepared.container
    digest = hashlib.new(DIGEST, prepared.pdf[:start])
    digest.update(prepared.pdf[end:])
    attributes = cms.CMSAttributes.load(prepared.to_sign)
    said = find_unique_cms_attribute(attributes, "message_digest").native
    if not digest.digest() == said == prepared.digest:
        raise NotThatSignature


def _require_free(writer: IncrementalPdfFileWriter, role: str) -> None:
    """Make sure nobody signed in that role yet. Raises AlreadySigned."""
    if any(name == role for name, *_rest in fields.enumerate_sig_fields(writer)):
        raise AlreadySigned(role=role)


@contextmanager
def _stamp_file(appearance: Appearance | None) -> Iterator[str]:
    """Yield the name of a file with the stamp's PDF: the library reads stamps from files alone."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(appearance.stamp if appearance else b"")
        file.flush()
        yield file.name


def _carry_evidence(writer: IncrementalPdfFileWriter, intent: Intent) -> None:
    """Put chain and revocation lists into the signed revision, so the file proves itself."""
    if not intent.revocation_lists:
        return
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=_asn1(intent.chain),
        crls=[crl.CertificateList.load(one) for one in intent.revocation_lists],
    )


def _pdf_signer(intent: Intent, external: signers.ExternalSigner, stamp: str) -> _SignerAt:
    appearance = intent.appearance
    spec = fields.SigFieldSpec(
        sig_field_name=intent.field,
        on_page=appearance.page if appearance else 0,
        box=tuple(round(edge) for edge in appearance.box) if appearance else None,  # type: ignore[arg-type]
    )
    style = (
        StaticStampStyle.from_pdf_file(
            stamp, border_width=0, background_opacity=1.0, background_layout=FILLING
        )
        if appearance
        else None
    )
    certificate = certificates.load(intent.certificate)
    meta = signers.PdfSignatureMetadata(
        field_name=intent.field,
        md_algorithm=DIGEST,
        reason=intent.reason or None,
        name=certificates.common_name(certificate),
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    signer = _SignerAt(meta, signer=external, stamp_style=style, new_field_spec=spec)
    signer.signed_at = intent.signed_at
    return signer


def _digits(intent: Intent) -> int:
    """Return how many hexadecimal digits the container must hold."""
    certificates_bytes = len(intent.certificate) + sum(map(len, intent.chain))
    return 2 * (certificates_bytes + OWN_BYTES + STAMP_BYTES)


def _external(
    certificate: bytes, chain: Sequence[bytes], signature: bytes | int = 512
) -> signers.ExternalSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(_asn1(chain))
    return signers.ExternalSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        cert_registry=store,
        signature_value=signature,
    )


def _asn1(chain: Sequence[bytes]) -> list[asn1_x509.Certificate]:
    return [asn1_x509.Certificate.load(one) for one in chain]


def _require_signature_by(certificate: bytes, signature: bytes, data: bytes) -> None:
    key = certificates.load(certificate).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            raise NotThatSignature
    except InvalidSignature:
        raise NotThatSignature from None
