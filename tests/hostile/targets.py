"""Các cửa vào: every parser that reads what others wrote, and how it may say no.

Each takes bytes. Whatever they are, it reads them or refuses with one of its documented
errors; any other exception is a finding. ``test_parsers`` and ``fuzz`` go through this list.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from nhip.core.errors import Invalid
from nhip.core.numbers import AmbiguousNumber, parse_decimal
from nhip.exchange.providers import envelopes, signatures
from nhip.exchange.providers.envelopes import BadEncoding, NotAnEnvelope
from nhip.exchange.rules import reading
from nhip.exchange.rules.parts import BadPart, octets, unpack
from nhip.indicators.rules.calendars import NoSuchPeriod
from nhip.indicators.rules.disaggregations import NotADisaggregation, parse
from nhip.indicators.rules.periods import span
from nhip.reporting.forms import read_batch
from nhip.reporting.providers.bounded_workbooks import read_values, read_workbook
from nhip.reporting.providers.bundles import NotABundle, files_in, read_files
from nhip.reporting.providers.narrative_documents import NotADocument, read_document
from nhip.reporting.providers.parquet_tables import parquet_rows
from nhip.reporting.providers.workbooks import NotAWorkbook
from nhip.reporting.queries.feed_rows import CELLS, FIGURES, unreadable
from nhip.reporting.rules.drafting import NoTable, draft_form
from nhip.reporting.rules.drafting.excel import NotSupported, expression
from nhip.reporting.rules.drafting.pasted import read_pasted
from nhip.reporting.rules.expressions import NotAnExpression, parse_comparison, parse_formula
from nhip.reporting.rules.feed_tables import NotATable, csv_rows, json_rows, line_rows
from nhip.reporting.rules.feeds import Locale, read_csv, read_json
from nhip.reporting.rules.forms import FormIsWrong
from nhip.reporting.rules.report_json import NotAReport, form_named_in, read_report
from nhip.reporting.rules.returned_texts import NotOurText, read_text, sent_of
from nhip.reporting.rules.returned_workbooks import NotOurWorkbook, identity_of, read_returned
from nhip.reporting.rules.specification import parse_form
from nhip.signing.providers import verify
from nhip.signing.providers.evidence import read_lists
from nhip.signing.providers.trust import NOBODY
from nhip.signing.rules import certificates
from tests.exchange.letters import DAY, NOW
from tests.hostile import seeds
from tests.reporting.forms import shipped

FORM = shipped("dich-ngay")


@dataclass(frozen=True)
class Target:
    """Cửa vào: what reads, how it refuses, and well-formed examples to begin from."""

    read: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...] = ()
    seeds: Callable[[], list[bytes]] = list
    costly: bool = False

    def try_out(self, data: bytes) -> bool:
        """Tell whether the bytes were read; False when they were refused as documented."""
        try:
            self.read(data)
        except self.refusals:
            return False
        return True


def words(data: bytes) -> str:
    """Return bytes as the text that a form or a request would hand over."""
    return data.decode("utf-8", "replace")


def report(data: bytes) -> None:
    try:
        form_named_in(data)
    finally:
        read_report(data, FORM)


def table(data: bytes) -> None:
    read_csv(words(data), FORM, locale=Locale.VI)
    read_csv(words(data), FORM, locale=Locale.PLAIN)


def envelope(data: bytes) -> None:
    """Open, and read as if the signature held: an agency may sign nonsense."""
    envelopes.claims_of(data)
    opened = envelopes.open_envelope(data)
    reading.hops_of(opened.root)
    reading.read(opened.pieces, opened.octets, today=DAY)
    envelopes.open_envelope(envelopes.with_hop(opened, "H53", NOW))


def signature(data: bytes) -> None:
    """Check the signature of an envelope with the certificate of its sender."""
    signatures.verify(envelopes.open_envelope(data), seeds.certificate(), at=NOW)


def part(data: bytes) -> None:
    """Read a file by a name that its first byte chooses."""
    name, kind = (("a.pdf", "application/pdf"), ("a.txt", "text/plain"))[data[:1] == b"P"]
    unpack(octets(data), name=name, media_type=kind)


def specification(data: bytes) -> None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return
    parse_form("HOSTILE", "1", said)


def drafted(data: bytes) -> None:
    """Read a workbook as the designer's page does: every page may become a form."""
    for sheet in read_workbook(data):
        try:
            draft_form(sheet)
        except NoTable:
            continue


def returned(data: bytes) -> None:
    sheets = read_values(data)
    identity_of(sheets)
    read_returned(sheets, FORM)


def bundle(data: bytes) -> None:
    read_files(data, [one.position for one in files_in(data)])


def document(data: bytes) -> None:
    """Read a returned document with what it says of itself."""
    said = read_document(data)
    read_text(said, sent_of(said.identity), FORM)


def fed(data: bytes) -> None:
    """Read a body as each writing it may be in, and each row's figure."""
    for reader in (csv_rows, json_rows, line_rows):
        for heads in (FIGURES, CELLS):
            try:
                rows = list(reader(data, heads))
            except NotATable:
                continue
            for row in rows:
                unreadable(row, Locale.VI)


def certificate(data: bytes) -> None:
    found = certificates.load(data)
    certificates.common_name(found)
    certificates.organisation(found)
    certificates.holder_code(found)
    certificates.in_force(found, NOW)
    certificates.key_strength(found)
    certificates.may_sign_documents(found)
    certificates.may_stamp_time(found)
    certificates.is_forged(found, [found])


def revocations(data: bytes) -> None:
    issuer = certificates.load(seeds.certificate())
    certificates.revocation_at(issuer, issuer, read_lists([data]), NOW, known_by=NOW)


TARGETS = {
    "report.json": Target(report, (NotAReport,), seeds.reports),
    "feed.json": Target(lambda data: read_json(words(data), FORM), (), seeds.feeds),
    "feed.csv": Target(table, (), seeds.tables),
    "batch": Target(lambda data: read_batch(data, FORM), (ValueError,), seeds.batches),
    "envelope": Target(envelope, (Invalid,), seeds.envelopes),
    "envelope signature": Target(
        signature,
        (Invalid, NotAnEnvelope, BadEncoding, signatures.SignatureDoesNotHold),
        seeds.envelopes,
    ),
    "zip part": Target(part, (BadPart,), seeds.parts),
    "pdf": Target(
        lambda data: verify.examine(data, trust=NOBODY, now=NOW), (), seeds.papers, costly=True
    ),
    "certificate": Target(certificate, (ValueError,), seeds.certificates),
    "revocation list": Target(revocations, (), seeds.revocation_lists),
    "form": Target(specification, (FormIsWrong,), seeds.forms),
    "formula": Target(lambda data: parse_formula(words(data)), (NotAnExpression,), seeds.formulas),
    "check": Target(lambda data: parse_comparison(words(data)), (NotAnExpression,), seeds.checks),
    "excel formula": Target(
        lambda data: expression(words(data), lambda cell: f"c{cell}"), (NotSupported,), seeds.excels
    ),
    "workbook to draft": Target(drafted, (NotAWorkbook,), seeds.workbooks, costly=True),
    "workbook returned": Target(
        returned, (NotAWorkbook, NotOurWorkbook), seeds.workbooks, costly=True
    ),
    "workbooks in a zip": Target(bundle, (NotABundle,), seeds.bundles),
    "text document": Target(document, (NotADocument, NotOurText), seeds.documents, costly=True),
    "fed table": Target(fed, (), seeds.fed),
    "parquet": Target(
        lambda data: list(parquet_rows(data, FIGURES)), (NotATable,), seeds.parquet, costly=True
    ),
    "pasted table": Target(
        lambda data: draft_form(read_pasted(words(data))), (NoTable,), seeds.pasted
    ),
    "number": Target(lambda data: parse_decimal(words(data)), (AmbiguousNumber,), seeds.numbers),
    "period": Target(lambda data: span(words(data)), (NoSuchPeriod,), seeds.periods),
    "disaggregation": Target(
        lambda data: parse(words(data)), (NotADisaggregation,), seeds.disaggregations
    ),
}


@cache
def seeds_of(name: str) -> tuple[bytes, ...]:
    """Return the examples of a target, made once."""
    return tuple(TARGETS[name].seeds())
