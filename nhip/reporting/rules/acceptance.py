"""Tiếp nhận báo cáo: whether all of a received report names one agency, one signer, one number.

What speaks against *who sent it* leaves nothing behind but the refusal: a
stranger's paper is not kept as anybody's report. What speaks against *what it
says* returns a report that is kept, so that both sides can read it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nhip.core.text import fold
from nhip.documents.rules.page import NUMBER
from nhip.reporting.rules.checking import Finding
from nhip.reporting.rules.report_json import Report

LONGEST = 200


@dataclass(frozen=True)
class Reason:
    """Lý do từ chối: one thing that is wrong with a received report, with its facts."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> "Reason":
        """Return a reason that was stored."""
        return cls(stored["code"], {key: text for key, text in stored.items() if key != "code"})

    def as_json(self) -> dict[str, str]:
        """Return the reason as it is stored and said; a stranger's texts are cut short."""
        return {"code": self.code, **{key: text[:LONGEST] for key, text in self.facts.items()}}


@dataclass(frozen=True)
class Holder:
    """Chủ chứng thư: whom the certificate of a signature names, by code and by name."""

    code: str
    name: str


@dataclass(frozen=True)
class Evidence:
    """Chứng cứ: what envelope, register and signatures say, apart from the report itself.

    ``sender`` is the agency the axis authenticated, ``author`` the one the envelope names;
    ``holders`` are those of the number signature and the seal, by role.
    """

    sender: str
    author: str
    number: str
    issued_on: dt.date | None
    said_number: str
    said_date: dt.date | None
    signer: str
    said_signer: str | None
    holders: Mapping[str, Holder]
    faults: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Expected:
    """Điều đã biết: what our own tables say of the report's unit, regime, form and period.

    ``replaceable`` are the versions a correction may name: the one that counts, and those
    that were to replace it and were returned.
    """

    agency_codes: frozenset[str]
    agency_names: frozenset[str]
    regime_is_active: bool
    form_is_in_force: bool
    is_owed: bool
    window: tuple[dt.datetime, dt.datetime]
    current_sha256: str | None
    current_number: int
    replaceable: frozenset[str] = frozenset()


def identity_reasons(report: Report, evidence: Evidence, expected: Expected) -> list[Reason]:
    """Return what speaks against the paper: its signatures, agency, signer, number and date."""
    return [
        *evidence.faults,
        *_who(report, evidence, expected),
        *_seals(evidence, expected),
        *_number(evidence),
    ]


def content_reasons(report: Report, expected: Expected) -> list[Reason]:
    """Return what speaks against the report: regime, form, window, and what it replaces."""
    return [*_what(report, expected), *_succession(report, expected)]


def figure_reasons(findings: Iterable[Finding]) -> list[Reason]:
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
                "message": one.message,
                "message_en": one.message_en,
            },
        )
        for one in findings
        if one.blocks
    ]


def _who(report: Report, evidence: Evidence, expected: Expected) -> Iterator[Reason]:
    for part, code in (
        ("agency", report.agency),
        ("unit", report.unit.code),
        ("sender", evidence.sender),
        ("author", evidence.author),
    ):
        if code not in expected.agency_codes:
            yield Reason("another-agency", {"part": part, "found": code})
    said = evidence.said_signer
    if said is not None and fold(said) != fold(evidence.signer):
        yield Reason("another-signer", {"expected": evidence.signer, "found": said})


def _seals(evidence: Evidence, expected: Expected) -> Iterator[Reason]:
    """Number signature and seal are the agency's own: no person's certificate stands for it."""
    names = {fold(name) for name in expected.agency_names}
    for role, holder in evidence.holders.items():
        if holder.code not in expected.agency_codes and fold(holder.name) not in names:
            yield Reason("another-holder", {"role": role, "found": holder.name})


def _number(evidence: Evidence) -> Iterator[Reason]:
    if NUMBER not in evidence.holders:
        return  # A signature that is missing is among the faults already.
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
        yield Reason("not-owed", {"unit": report.unit.code, "found": report.period.key})


def _succession(report: Report, expected: Expected) -> Iterator[Reason]:
    """A correction replaces the version that counts, and is the next in number."""
    if expected.current_sha256 is None:
        return
    if report.replaces not in expected.replaceable:
        yield Reason("replaces-another", {"expected": expected.current_sha256})
    if report.version <= expected.current_number:
        yield Reason("not-the-next-version", {"found": str(report.version)})
