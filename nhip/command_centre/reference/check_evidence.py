#!/usr/bin/env python3
"""Kiểm tra gói chứng cứ của một số liệu: without a server, without a network, without Nhịp.

    python -m pip install pyhanko && python check_evidence.py FILE.zip [--roots FOLDER]

Every question has its own answer: yes, NO, or could not be checked. Exit 0 when all are yes,
1 when one is NO, 2 when something could not be checked. Roots are taken from the package
unless a folder of your own is given: then nothing rests on the word of who made the package.
"""

import argparse
import asyncio
import base64
import datetime as dt
import hashlib
import io
import json
import logging
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
DELIVERY, EDXML = "{urn:nhip:delivery:1}", "{http://www.mic.gov.vn/TBT/QCVN_102_2016}"
MANIFEST = "manifest.json"
_ROLES = {"person", "number", "seal"}
_BROKEN = (InvalidSignature, ValueError, TypeError, KeyError, AttributeError, SyntaxError)
_SENDER = "Chữ ký của cơ quan gửi trên gói tin / the sending agency's signature holds"
_TOKEN = "1.2.840.113549.1.9.16.2.14"
LARGEST_BYTES = 2**30
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)


@dataclass(frozen=True)
class Answer:
    """Câu trả lời: yes, no, or None when it could not be checked."""

    holds: bool | None
    words: str
    detail: str = ""

    def __str__(self) -> str:
        mark = {True: "có/yes ", False: "KHÔNG/NO", None: "?      "}[self.holds]
        return f"[{mark}] {self.words}" + (f": {self.detail}" if self.detail else "")


class Package:
    """Gói chứng cứ: the parts by name, and whom the checker trusts."""

    def __init__(self, data: bytes, roots: Path | None) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            if sum(one.file_size for one in opened.infolist()) > LARGEST_BYTES:
                raise ValueError("the package is larger than 1 GB")
            self.names = opened.namelist()
            self.parts = {name: opened.read(name) for name in self.names}
        own = [_der(file.read_bytes()) for file in sorted(roots.iterdir())] if roots else None
        self.roots = self.under("roots/") if own is None else own
        self.others = [*self.under("certificates/"), *self.under("roots/")]
        self.lists = [x509.load_der_x509_crl(der) for der in self.under("lists/")]
        self.claim = json.loads(self.parts["figure.json"])

    def under(self, folder: str) -> list[bytes]:
        return [data for name, data in self.parts.items() if name.startswith(folder)]

    def context(self, moment: dt.datetime) -> ValidationContext:
        """Return what a path to a root is looked for with."""
        return ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(der) for der in self.roots],
            other_certs=[asn1_x509.Certificate.load(der) for der in self.others],
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )

    def revocation(self, certificate: x509.Certificate, moment: dt.datetime) -> bool | None:
        """Tell whether a list of its issuer says nothing against a certificate at a moment."""
        issuers = (one for one in self._pool() if one.subject == certificate.issuer)
        keys: list[Any] = [one.public_key() for one in issuers]
        known = None
        for one in (one for one in self.lists if any(map(one.is_signature_valid, keys))):
            entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and entry.revocation_date_utc <= moment:
                return False
            known = True if one.next_update_utc and one.next_update_utc >= moment else known
        return known

    def is_trusted(self, certificate: x509.Certificate, moment: dt.datetime) -> bool:
        """Tell whether a certificate was in force and issued, step by step, under a root."""
        at: x509.Certificate | None = certificate
        for _step in range(10):
            if at is None or not at.not_valid_before_utc <= moment <= at.not_valid_after_utc:
                return False
            if at.public_bytes(Encoding.DER) in self.roots:
                return True
            at = next((one for one in self._pool() if _issued(at, one)), None)
        return False

    def _pool(self) -> Iterator[x509.Certificate]:
        for der in dict.fromkeys([*self.roots, *self.others]):
            yield x509.load_der_x509_certificate(der)


def whole(package: Package) -> Iterator[Answer]:
    """Mọi phần đúng như mục lục."""
    stated = json.loads(package.parts[MANIFEST])
    found = {name: _sha256(data) for name, data in package.parts.items() if name != MANIFEST}
    differing = sorted(name for name in stated | found if stated.get(name) != found.get(name))
    words = "Mọi phần đúng như mục lục / every part is what the manifest says"
    once = len(package.names) == len(package.parts)
    yield Answer(once and not differing, words, ", ".join(differing))


def report(package: Package) -> Iterator[Answer]:
    """Báo cáo đã ký, và số liệu trong đó."""
    reader = PdfFileReader(io.BytesIO(package.parts["report.pdf"]), strict=False)
    signatures = reader.embedded_regular_signatures
    missing = _ROLES - {str(one.field_name) for one in signatures}
    words = "Đủ chữ ký cá nhân, số và ngày, con dấu / personal signature, number and date, seal"
    yield Answer(not missing, words, ", ".join(sorted(missing)))
    for signature in signatures:
        yield from _signature(signature, package)
    yield from _data(reader, signatures, package.claim)
    stated = package.claim["document"]
    said = [str(one.sig_object.get("/Reason")) for one in signatures if one.field_name == "number"]
    words = "Số và ngày văn bản do cơ quan ký / number and date were signed by the agency"
    same = said == [f"number={stated['number']};date={stated['date']}"]
    yield Answer(same, words, f"{stated['number']}, {stated['date']}")
    noted = json.loads(package.parts["verdict.json"]) or {"signatures": ()}
    judged = {one["certificate_sha256"] for one in noted["signatures"] if one["role"] in _ROLES}
    words = "Nút đã kiểm tra đúng các chữ ký này / these are the signatures that the node judged"
    same = judged == {_sha256(one.signer_cert.dump()) for one in signatures}
    yield Answer(same if judged else None, words, str(noted.get("conclusion", "")))


def _signature(signature: Any, package: Package) -> Iterator[Answer]:
    beside = signature.signer_info["unsigned_attrs"]
    tokens = [one["values"][0]["content"] for one in beside if one["type"].dotted == _TOKEN]
    moment = _time(tokens[0]) if tokens else signature.self_reported_timestamp
    at = package.context(moment)
    status = asyncio.run(async_validate_pdf_signature(signature, at, at, key_usage_settings=_USAGE))
    who = x509.load_der_x509_certificate(signature.signer_cert.dump())
    name = f"{signature.field_name}: {who.subject.rfc4514_string()}"
    level, stamp = status.modification_level, status.timestamp_validity
    permitted = level is not None and level.value <= ModificationLevel.FORM_FILLING.value
    stamp_is_good = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    yield Answer(bool(status.intact and status.valid), "Chữ ký nguyên vẹn / intact", name)
    yield Answer(permitted, "Sau đó chỉ có thay đổi được phép / only permitted changes later", name)
    yield Answer(bool(status.trusted), "Chứng thư dẫn đến gốc tin cậy / trusted certificate", name)
    yield Answer(package.revocation(who, moment), "Khi ký chưa bị thu hồi / not revoked then", name)
    words = "Thời điểm ký có dấu thời gian / time stamped"
    yield Answer(stamp_is_good if tokens else None, words, f"{signature.field_name}, {moment}")


def _data(reader: PdfFileReader, signatures: list[Any], claim: dict[str, Any]) -> Iterator[Answer]:
    now = _attached(reader.root)
    revisions = {signature.signed_revision for signature in signatures}
    then = [_attached(reader.get_historical_resolver(revision).root) for revision in revisions]
    signed = bool(then) and now is not None and all(one == now for one in then)
    yield Answer(signed, "Dữ liệu trong tệp là dữ liệu đã ký / the data inside were signed")
    named = now is not None and _sha256(now) == claim["version"]
    words = "Dữ liệu là phiên bản báo cáo đã nêu / the data are the version named"
    yield Answer(named, words, claim["version"])
    place = claim["cell"]
    cells = json.loads(now or b"{}").get("cells", ())
    said: Any = next((one for one in cells if {key: one.get(key) for key in place} == place), {})
    same = all(said.get(key) == claim[key] for key in ("state", "indicator"))
    words = "Số liệu là số trong ô của báo cáo / the figure is the one in its signed cell"
    detail = f"{claim['unit']['name']}, {claim['period']}: {claim['value']}"
    yield Answer(same and _number(said) == _number(claim), words, detail)


def _number(said: dict[str, Any]) -> Decimal | None:
    return None if said.get("value") is None else Decimal(said["value"])


def _attached(root: Any) -> bytes | None:
    try:
        names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    for position in range(0, len(names) - 1, 2):
        if str(names[position]) == "report.json":
            return bytes(names[position + 1]["/EF"]["/F"].data)
    return None


class Envelope(NamedTuple):
    """Gói tin: what its signature covers."""

    name: str
    digest: str
    parts: dict[str, str]
    receipt: Any
    status: str


def axis(package: Package) -> Iterator[Answer]:
    """Gói tin đã ký và biên nhận."""
    opened = []
    for name in package.names:
        if name.startswith("axis/"):
            try:
                envelope, sender, sent_at = _opened(name, package.parts[name])
            except _BROKEN as error:
                yield Answer(False, _SENDER, f"{name}: {type(error).__name__} {error}")
                continue
            opened.append(envelope)
            who = f"{name}: {sender.subject.rfc4514_string()}"
            yield Answer(True, _SENDER, who)
            trusted, good = package.is_trusted(sender, sent_at), package.revocation(sender, sent_at)
            yield Answer(trusted, "Chứng thư gói tin dẫn đến gốc / trusted certificate", who)
            yield Answer(good, "Chứng thư gói tin chưa bị thu hồi / not revoked then", who)
    pdf = _sha256(package.parts["report.pdf"])
    sent = {one.digest for one in opened if one.receipt is None}
    for one in opened:
        if one.receipt is None:
            words = "Gói tin mang báo cáo này / carries this report"
            yield Answer(pdf in one.parts.values(), words, one.name)
        else:
            got = {part.get("Sha256") for part in one.receipt.iter(f"{DELIVERY}Part")}
            same = one.receipt.findtext(f"{DELIVERY}Digest") in sent and pdf in got
            words = "Biên nhận đúng gói tin, đúng tệp / receipt of this letter and this file"
            yield Answer(same, words, f"{one.name}, {one.status}")


def _opened(name: str, data: bytes) -> tuple[Envelope, x509.Certificate, dt.datetime]:
    """Return what an envelope's signature covers, by whom, and when. Raises what is wrong."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    signature: Any = root.find(f".//{DSIG}Signature")
    stated = base64.b64decode(signature.findtext(f".//{DSIG}X509Certificate"))
    sender = x509.load_der_x509_certificate(stated)
    signed_info = signature.find(f"{DSIG}SignedInfo")
    _require_signed(signature, sender, _canonical(signed_info))
    pieces = _pieces(root, signed_info)
    delivery, status = pieces["delivery"], pieces["header"].findtext(f"{EDXML}StatusCode") or ""
    digest, receipt = _sha256(_canonical(signed_info)), delivery.find(f"{DELIVERY}Receipt")
    envelope = Envelope(name, digest, _carried(root, pieces), receipt, status)
    return envelope, sender, dt.datetime.fromisoformat(delivery.findtext(f"{DELIVERY}CreatedAt"))


def _require_signed(signature: Any, sender: x509.Certificate, signed: bytes) -> None:
    value, key = base64.b64decode(signature.findtext(f"{DSIG}SignatureValue")), sender.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        half = len(value) // 2
        halves = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
        key.verify(encode_dss_signature(*halves), signed, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        raise TypeError("another kind of key")


def _pieces(root: Any, signed_info: Any) -> dict[str, Any]:
    """Return the elements that are signed, by their Id; each must be there once and unchanged."""
    pieces = {}
    for reference in signed_info.iterfind(f"{DSIG}Reference"):
        identity = reference.get("URI", "").removeprefix("#")
        (element,) = root.xpath("//*[@Id=$identity]", identity=identity)
        digest = base64.b64decode(reference.findtext(f"{DSIG}DigestValue")).hex()
        if _sha256(_canonical(element)) != digest:
            raise ValueError(f"{identity} was changed")
        pieces[identity] = element
    return pieces


def _carried(root: Any, pieces: dict[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of every attachment, which must be those of the signed manifest."""
    found = {
        one.findtext("{*}ContentId"): _sha256(
            base64.b64decode(one.findtext("{*}ContentTransferEncoded"))
        )
        for one in root.iter("{*}Attachment")
    }
    stated = {
        one.get("URI"): base64.b64decode(one.findtext(f"{DSIG}DigestValue")).hex()
        for one in (pieces["parts"].iterfind(f"{DSIG}Reference") if "parts" in pieces else ())
    }
    if found != stated:
        raise ValueError("an attachment was changed")
    return found


def log(package: Package) -> Iterator[Answer]:
    """Trích nhật ký: each line holds, follows the one before, and lies under a time stamp."""
    lines = [json.loads(line) for line in package.parts["log/events.jsonl"].splitlines()]
    texts = [json.loads(line["sealed"]) for line in lines]
    wrong = [
        str(line["position"])
        for line, text in zip(lines, texts, strict=True)
        if _sha256(line["sealed"].encode()) != line["hash"] or text["position"] != line["position"]
    ]
    words = "Mỗi sự kiện đúng với niêm phong / every event is what was sealed"
    yield Answer(bool(lines) and not wrong, words, ", ".join(wrong))
    known = {line["position"]: line["hash"] for line in lines}
    befores = [(text["previous"], known.get(text["position"] - 1)) for text in texts[1:]]
    gaps = sum(before is None for _stated, before in befores)
    broken = any(before not in (None, stated) for stated, before in befores)
    words = "Chuỗi niêm phong liền mạch / the chain is unbroken"
    yield Answer(False if broken else None if gaps else True, words, f"{gaps} khoảng / gaps")
    yield from _stamps(package, known)


def _stamps(package: Package, known: dict[int, str]) -> Iterator[Answer]:
    words = "Dấu thời gian trên nhật ký / the log is time stamped"
    heads = [name for name in package.names if name.startswith("log/head-")]
    if not heads:
        yield Answer(None, words, "không có / none")
    for name in heads:
        position = int(name.removeprefix("log/head-").removesuffix(".tsr"))
        if position not in known:
            yield Answer(None, words, f"{position}: không trích / not in the excerpt")
            continue
        signed = cms.ContentInfo.load(package.parts[name])["content"]
        at, imprint = package.context(_time(signed)), bytes.fromhex(known[position])
        found = validate_tst_signed_data(signed, at, lambda _kind: imprint)  # noqa: B023
        try:
            status = TimestampSignatureStatus(**asyncio.run(found))
            good = bool(status.intact and status.valid and status.trusted)
        except ValueError:
            good = False
        yield Answer(good, words, f"{position}, {_time(signed)}")


def check(data: bytes, roots: Path | None) -> Iterator[Answer]:
    """Kiểm tra: yield every answer; a part that cannot be read is a NO, not an end."""
    try:
        package = Package(data, roots)
    except Exception as error:  # noqa: BLE001  forged parts break parsers in any way
        yield Answer(False, "Không đọc được gói / the package is unreadable", repr(error))
        return
    for ask in (whole, report, axis, log):
        try:
            yield from ask(package)
        except Exception as error:  # noqa: BLE001  forged parts break parsers in any way
            yield Answer(False, "Không đọc được / unreadable", f"{ask.__name__}: {error!r}")


def main() -> int:
    """Check one package; the exit status says the worst answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("package", type=Path)
    parser.add_argument("--roots", type=Path, help="folder of root certificates that you trust")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    answers = list(check(given.package.read_bytes(), given.roots))
    sys.stdout.write("".join(f"{answer}\n" for answer in answers))
    said = {answer.holds for answer in answers}
    return 1 if False in said else 2 if None in said else 0


def _time(token: Any) -> Any:
    return token["encap_content_info"]["content"].parsed["gen_time"].native


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _canonical(element: Any) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


def _der(data: bytes) -> bytes:
    read = x509.load_pem_x509_certificate if b"-BEGIN" in data else x509.load_der_x509_certificate
    return read(data).public_bytes(Encoding.DER)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        return issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False


if __name__ == "__main__":
    sys.exit(main())
