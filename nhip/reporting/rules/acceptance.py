"""Tiếp nhận báo cáo: does everything about a received report name one agency, one unit, one number?"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.report_json import Report


@dataclass(frozen=True)
class Reason:
    """Lý do từ chối: one thing that is wrong with a received report, with its facts."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, str]:
        """Return the reason as it is stored."""
        return {"code": self.code, **self.facts}


@dataclass(frozen=True)
class Evidence:
    """Chứng cứ: what the envelope, the register and the signatures say, apart from the report itself.

    ``sender`` is the agency the axis authenticated, ``author`` the one the envelope names;
    ``organisations`` are those that the certificates of number signature and seal name.
    """

    sender: str
    author: str
    number: str
    issued_on: dt.date | None
    said_number: str
    said_date: dt.date | None
    organisations: Mapping[str, str]
    signature_faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """Điều đã biết: what our own tables say of the report's unit, regime, form and period."""

    agency_codes: frozenset[str]
    organisation_names: frozenset[str]
    regime_is_active: bool
    form_is_in_force: bool
    is_owed: bool
    window: tuple[dt.datetime, dt.datetime]
    current_sha256: str | None
    current_number: int


def reasons(report: Report, evidence: Evidence, expected: Expected) -> list[Reason]:
    """Return every reason to refuse; an empty list means the report may be counted."""
    return [
        *(Reason("signature", {"fault": fault}) for fault in evidence.signature_faults),
        *_who(report, evidence, expected),
        *_number(evidence),
        *_what(report, expected),
        *_succession(report, expected),
    ]


def figure_reasons(findings: list[Finding]) -> list[Reason]:
    """Return the blocking findings of a received report as reasons, each at its address."""
    return [
        Reason(
            "figures",
            {
                "check": one.code,
                "row": one.row,
                "column": one.column,
                "expected": one.expected,
                "found": one.found,
            },
        )
        for one in findings
        if one.blocks
    ]


def _who(report: Report, evidence: Evidence, expected: Expected) -> Iterator[Reason]:
    known = expected.agency_codes
    for part, code in (
        ("agency", report.agency),
        ("unit", report.unit.code),
        ("sender", evidence.sender),
        ("author", evidence.author),
    ):
        if code not in known:
            yield Reason("another-agency", {"part": part, "found": code})
    for role, organisation in evidence.organisations.items():
        if organisation not in expected.organisation_names | known:
            yield Reason("another-organisation", {"role": role, "found": organisation})


def _number(evidence: Evidence) -> Iterator[Reason]:
    if evidence.said_number != evidence.number:
        facts = {"expected": evidence.number, "found": evidence.said_number}
        yield Reason("another-number", facts)
    if evidence.said_date != evidence.issued_on:
        facts = {"expected": str(evidence.issued_on), "found": str(evidence.said_date)}
        yield Reason("another-date", facts)


def _what(report: Report, expected: Expected) -> Iterator[Reason]:
    if not expected.regime_is_active:
        yield Reason("regime-not-active", {"found": report.regime.code})
    if not expected.form_is_in_force:
        yield Reason("form-not-in-force", {"found": f"{report.form_code} {report.form_version}"})
    if (report.period.start, report.period.end) != expected.window:
        yield Reason("another-window", {"found": report.period.key})
    if not expected.is_owed:
        yield Reason("not-owed", {"found": f"{report.unit.code} {report.period.key}"})


def _succession(report: Report, expected: Expected) -> Iterator[Reason]:
    """A correction replaces the version that counts, says why, and is the next in number."""
    if expected.current_sha256 is None:
        return
    if report.replaces != expected.current_sha256:
        yield Reason("replaces-another", {"expected": expected.current_sha256})
    if report.version <= expected.current_number:
        yield Reason("not-the-next-version", {"found": str(report.version)})
    if not report.reason:
        yield Reason("correction-says-nothing")
