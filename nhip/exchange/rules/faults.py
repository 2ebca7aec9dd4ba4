"""Lỗi trong gói tin: what is wrong with an envelope, where, and how badly."""

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Loại lỗi: one thing that can be wrong with a value or a part."""

    MISSING = "missing"
    REPEATED = "repeated"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    OUT_OF_RANGE = "out_of_range"
    IN_THE_FUTURE = "in_the_future"
    NOT_PLAIN_TEXT = "not_plain_text"
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_IDENTITY = "not_an_identity"
    NOT_IN_MANIFEST = "not_in_manifest"
    UNKNOWN_AGENCY = "unknown_agency"
    NOT_CONNECTED = "not_connected"
    NOT_BASE64 = "not_base64"
    TOO_LARGE = "too_large"
    ZIP_BROKEN = "zip_broken"
    ZIP_ENTRIES = "zip_entries"
    ZIP_NAME = "zip_name"
    ZIP_RATIO = "zip_ratio"
    PDF_NO_HEADER = "pdf_no_header"
    PDF_TEXT_DECODED = "pdf_text_decoded"
    PDF_CUT_OFF = "pdf_cut_off"
    TYPE_DIFFERS = "type_differs"


_FAMILIES = {
    Problem.MISSING: "N",
    Problem.NOT_PLAIN_TEXT: "T",
    Problem.NOT_A_DATE: "T",
    Problem.NOT_A_NUMBER: "T",
    Problem.NOT_AN_IDENTITY: "T",
    Problem.NOT_BASE64: "T",
    Problem.NOT_IN_MANIFEST: "M",
    Problem.UNKNOWN_AGENCY: "M",
    Problem.NOT_CONNECTED: "M",
    Problem.TYPE_DIFFERS: "M",
}

OF_CONTENT = frozenset(
    {
        Problem.ZIP_BROKEN,
        Problem.ZIP_ENTRIES,
        Problem.ZIP_NAME,
        Problem.ZIP_RATIO,
        Problem.PDF_NO_HEADER,
        Problem.PDF_TEXT_DECODED,
        Problem.PDF_CUT_OFF,
        Problem.TYPE_DIFFERS,
    }
)
"""Problems of what a part holds, not of the envelope: they are answered with status 02."""


@dataclass(frozen=True)
class Fault:
    """Lỗi: a problem at one element; ``detail`` is the limit, or the value that is wrong."""

    problem: Problem
    path: str
    detail: str = ""

    @property
    def code(self) -> str:
        """Return the code for machines: N missing, R range, M mismatch, T type, and the element."""
        return f"{_FAMILIES.get(self.problem, 'R')}.{self.path}"
