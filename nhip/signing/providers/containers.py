"""Vỏ chữ ký (CMS): what stands around a signature unsigned, and must be as it was made."""

from asn1crypto import cms, core
from asn1crypto.parser import peek
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from nhip.signing.providers.moments import is_document_stamp, token_of

TIME_STAMP = "signature_time_stamp_token"
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")  # the object identifier inside every token


def is_as_made(signature: EmbeddedPdfSignature) -> bool:
    """Tell whether the container holds one signature and nothing that hides or contradicts it.

    What pads it must be zeros; the algorithms it announces must be those it uses, also in
    its time stamp; and no time stamp may stand under another name, where nobody looks for it.
    """
    content = signature.pkcs7_content
    if content[peek(content) :].strip(b"\0"):
        return False
    token = None if is_document_stamp(signature) else token_of(signature)
    inside = [signature.signed_data, *([] if token is None else [token])]
    return all(map(_announces_what_it_uses, inside)) and not _hides_a_stamp(signature)


def _announces_what_it_uses(signed: cms.SignedData) -> bool:
    announced = {one["algorithm"].dotted for one in signed["digest_algorithms"]}
    used = {one["digest_algorithm"]["algorithm"].dotted for one in signed["signer_infos"]}
    return announced == used


def _hides_a_stamp(signature: EmbeddedPdfSignature) -> bool:
    attributes = signature.signer_info["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return False
    return any(
        attribute["type"].native != TIME_STAMP and TST_INFO in attribute.dump()
        for attribute in attributes
    )
