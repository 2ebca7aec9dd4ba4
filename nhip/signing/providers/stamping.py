"""Cấp dấu thời gian (RFC 3161): a small authority that answers by the clock it is given."""

import datetime as dt
import secrets

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign import signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nhip.signing.providers.awaiting import wait_for
from nhip.signing.providers.drivers import Driver

# 2.25.* is free for everybody who makes a UUID (ITU-T X.667); this one says "demonstration".
POLICY = "2.25.329800735698586629295641978511506172918"
DIGEST = "sha256"


class _KeySigner(signers.Signer):
    """A pyHanko signer that asks a driver."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(driver.certificate),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            embed_roots=False,
        )

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return self.driver.sign(data)


class TimeStampAuthority(TimeStamper):
    """Cơ quan cấp dấu thời gian: states that a digest existed at ``now``."""

    def __init__(self, driver: Driver, now: dt.datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.driver = driver
        self.now = now.replace(microsecond=0)

    def answer(self, request: bytes) -> bytes:
        """Return the answer to one request, both DER."""
        asked = tsp.TimeStampReq.load(request)
        return bytes(wait_for(self.async_request_tsa_response(asked)).dump())

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer to one request."""
        statement = cms.EncapsulatedContentInfo(
            {
                "content_type": "tst_info",
                "content": cms.ParsableOctetString(self._statement(req).dump()),
            }
        )
        token = await _KeySigner(self.driver).async_sign_general_data(
            statement, DIGEST, detached=False, use_cades=True
        )
        granted = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": granted, "time_stamp_token": token})

    def _statement(self, req: tsp.TimeStampReq) -> tsp.TSTInfo:
        said = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": self.now,
        }
        if req["nonce"].native is not None:
            said["nonce"] = req["nonce"]
        return tsp.TSTInfo(said)
