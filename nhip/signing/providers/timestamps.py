"""Dấu thời gian (RFC 3161): ask a time-stamp authority, and stamp a whole document."""

import datetime as dt
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO

import httpx
from asn1crypto import tsp
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from nhip.core.errors import Unavailable
from nhip.signing.providers.awaiting import wait_for

CONTAINER_DIGITS = 16_384
FIELD = "timestamp"
PATIENCE_SECONDS = 10


class TimeStampAuthorityIsOut(Unavailable):
    """Không lấy được dấu thời gian: the authority does not answer, or answers with a refusal."""

    message = _("The time-stamp authority does not answer; the stamp will be added later.")


class Authority(TimeStamper):
    """Cơ quan cấp dấu thời gian: one RFC 3161 service at an address."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request. Raises TimeStampAuthorityIsOut."""
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, verify=_roots()) as client:
                answer = await client.post(self.url, content=req.dump(), headers=headers)
                answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content)
        except (httpx.HTTPError, ValueError):
            raise TimeStampAuthorityIsOut from None


@contextmanager
def no_stamp_is_refused() -> Iterator[None]:
    """Let an authority's refusal count like its silence. Raises TimeStampAuthorityIsOut."""
    try:
        yield
    except TimestampRequestError:
        raise TimeStampAuthorityIsOut from None


def stamp_document(pdf: bytes, authority: TimeStamper) -> bytes:
    """Đóng dấu thời gian cho tệp: append one document time stamp as the last revision.

    Raises TimeStampAuthorityIsOut.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    stamper = PdfTimeStamper(authority, field_name=FIELD)
    output = BytesIO()
    with no_stamp_is_refused():
        wait_for(
            stamper.async_timestamp_pdf(
                writer, "sha256", bytes_reserved=CONTAINER_DIGITS, output=output
            )
        )
    return output.getvalue()


def stamp_digest(digest: bytes, authority: TimeStamper) -> bytes:
    """Return an RFC 3161 token (DER) over a SHA-256 digest. Raises TimeStampAuthorityIsOut."""
    with no_stamp_is_refused():
        token = wait_for(authority.async_timestamp(digest, "sha256"))
    return bytes(token.dump())


@cache
def _roots() -> ssl.SSLContext:
    """Return whom TLS trusts, read once: reading costs more than a stamp."""
    return httpx.create_ssl_context()


def moment_of(token: bytes) -> dt.datetime:
    """Return the time inside an RFC 3161 token."""
    content = tsp.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
    moment: dt.datetime = content.parsed["gen_time"].native
    return moment
