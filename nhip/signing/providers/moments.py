"""Thời điểm ký: when a signature was made, and whose word that rests on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import cms, core
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from nhip.signing.rules.verdicts import TimeSource

DOCUMENT_STAMP = "/DocTimeStamp"


@dataclass(frozen=True)
class Moment:
    """Thời điểm và nguồn của nó."""

    at: dt.datetime | None
    source: TimeSource

    @property
    def is_proven(self) -> bool:
        """Tell whether somebody other than the signer says so."""
        return self.source is not TimeSource.CLAIMED


@dataclass(frozen=True)
class Stamp:
    """Dấu thời gian của tệp that was found good: which revision it closes, and when."""

    revision: int
    at: dt.datetime


def is_document_stamp(signature: EmbeddedPdfSignature) -> bool:
    """Tell whether this is a time stamp over the document rather than somebody's signature."""
    return bool(signature.sig_object_type == DOCUMENT_STAMP)


def stamped(signature: EmbeddedPdfSignature) -> Moment | None:
    """Return the time in a document stamp, or in the token that a signature carries."""
    if is_document_stamp(signature):
        return Moment(time_in(signature.signed_data), TimeSource.DOCUMENT_TIMESTAMP)
    token = token_of(signature)
    return None if token is None else Moment(time_in(token), TimeSource.TSA)


def otherwise(signature: EmbeddedPdfSignature, stamps: Iterable[Stamp]) -> Moment:
    """Return the time of the first good stamp over the signature, else what the signer claims."""
    later = [stamp.at for stamp in stamps if stamp.revision > signature.signed_revision]
    if later:
        return Moment(min(later), TimeSource.DOCUMENT_TIMESTAMP)
    return Moment(signature.self_reported_timestamp, TimeSource.CLAIMED)


def token_of(signature: EmbeddedPdfSignature) -> cms.SignedData | None:
    """Return the RFC 3161 token that travels with a signature."""
    attributes = signature.signer_info["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return None
    for value in find_cms_attribute_iter(attributes, "signature_time_stamp_token"):
        return value["content"]
    return None


def time_in(token: cms.SignedData) -> dt.datetime:
    """Return the time a token states."""
    moment: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment
