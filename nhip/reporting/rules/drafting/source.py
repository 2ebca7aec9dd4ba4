"""Nguồn của biểu mẫu dựng: where a draft is read from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Nguồn của biểu: a workbook, kept under its hash, or a table pasted from a document."""

    code: str
    name: str = ""
    content: bytes = b""
    sha256: str = ""
    pasted: str = ""
    page: str = ""
