"""Gói chứng cứ: one ZIP that can be checked without this node and without its software."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from nhip.command_centre.queries.evidence import Link
from nhip.core.canonical import canonical_json, sha256_hex
from nhip.signing.providers.evidence import gather
from nhip.signing.providers.trust import Trust

CHECKER = "check_evidence.py"
README = """\
CHỨNG CỨ CỦA MỘT SỐ LIỆU / EVIDENCE OF ONE FIGURE

Kiểm tra, không cần máy chủ hay phần mềm Nhịp / to check it, without a server and without Nhịp:

    python -m pip install pyhanko
    python check_evidence.py THIS_FILE.zip [--roots FOLDER]

Chứng thư gốc trong gói chỉ là lời khai của bên lập gói: hãy tự lấy chứng thư gốc từ cơ quan
chứng thực và chỉ ra bằng --roots. Hãy dùng check_evidence.py lấy từ nguồn bạn tin cậy.
The roots inside are only what the maker of this package says: get the roots from the authority
yourself and name them with --roots. Use a check_evidence.py from a source that you trust.

figure.json     số liệu và ô của nó trong báo cáo / the figure, and its cell in the report
report.pdf      báo cáo đã ký, mang số liệu bên trong / the signed report, with its data inside
axis/           gói tin edXML đã ký và biên nhận / signed edXML envelopes, and receipts
verdict.json    kết quả nút đã kiểm tra / what the node found when it checked
certificates/   chứng thư; roots/ chứng thư gốc; lists/ danh sách thu hồi
                certificates; roots; revocation lists
log/            trích nhật ký: mỗi dòng là nội dung được niêm phong và giá trị băm của nó;
                head-N.tsr là dấu thời gian RFC 3161 trên giá trị băm ở vị trí N
                excerpt of the log: each line is a sealed text and its hash;
                head-N.tsr is an RFC 3161 time stamp over the hash at position N
manifest.json   giá trị băm SHA-256 của mọi phần / SHA-256 of every part
"""


def checker() -> bytes:
    """Return the program that checks a package."""
    return (Path(__file__).parent / "reference" / CHECKER).read_bytes()


def as_json(value: Any) -> bytes:
    """Return a part for people and programs alike."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def as_lines(links: Iterable[Link]) -> bytes:
    """Return an excerpt of the log, a sealed event a line."""
    return b"".join(canonical_json(asdict(link)) + b"\n" for link in links)


def certificates_and_lists(pdf: bytes, trust: Trust) -> Iterator[tuple[str, bytes]]:
    """Yield what a verifier needs who has no network: certificates, roots, revocation lists."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    found = gather(reader, trust, list(reader.embedded_signatures))
    for folder, given in (("certificates", found.certificates), ("roots", found.anchors)):
        for der in given:
            yield f"{folder}/{sha256_hex(der)[:16]}.der", der
    issuers = {x509.load_der_x509_certificate(der).issuer for der in found.certificates}
    for published in found.lists:
        if published.issuer in issuers:
            der = published.public_bytes(Encoding.DER)
            yield f"lists/{sha256_hex(der)[:16]}.crl", der


def packed(parts: Iterator[tuple[str, bytes]]) -> bytes:
    """Return the ZIP of these parts and of their manifest; the same parts give the same bytes."""
    digests = {}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            digests[name] = sha256_hex(data)
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        manifest = zipfile.ZipInfo("manifest.json")
        package.writestr(manifest, canonical_json(digests), zipfile.ZIP_DEFLATED)
    return target.getvalue()
