"""Mẫu đúng: well-formed examples that hostile input begins from; the rest is chance."""

import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import duckdb
import xlsxwriter

from nhip.reporting.providers.entry_workbooks import EntryWorkbook, write_entry_workbook
from nhip.reporting.providers.narrative_documents import TextDocument, write_document
from nhip.reporting.rules.checking import Sheets
from nhip.reporting.rules.returned_texts import Bound, Sent
from nhip.reporting.rules.returned_workbooks import Identity
from nhip.signing.providers.authorities import AGENCIES, Authorities, Holder
from nhip.signing.providers.drivers import InMemory
from tests.exchange.letters import NOW, PDF, envelope, letter, status
from tests.reporting.forms import REFERENCE, shipped

FORM = shipped("dich-ngay")
OLD_WORKBOOK = Path(__file__).parent / "small.xls"


@cache
def authorities() -> tuple[InMemory, bytes, bytes]:
    """Return the key of an agency, a revocation list, and another certificate."""
    with tempfile.TemporaryDirectory() as folder:
        made = Authorities(Path(folder))
        made.found(NOW)
        issued = made.issue(AGENCIES, Holder("UBND tỉnh Tây Ninh", "Trình diễn", "H53"))
        chain = made.chain(AGENCIES)
        published = next(made.trust.glob("*.crl")).read_bytes()
        return InMemory(issued.key, issued.der, chain), published, chain[-1]


def certificate() -> bytes:
    return authorities()[0].certificate


def certificates() -> list[bytes]:
    return [certificate(), authorities()[2]]


def revocation_lists() -> list[bytes]:
    return [authorities()[1]]


def envelopes() -> list[bytes]:
    key = authorities()[0]
    bare = envelope(key, letter(parts=()), parts=())
    return [bare, envelope(key, status()), envelope(key, parts=(PDF[:200] + PDF[-30:],))]


def reports() -> list[bytes]:
    from tests.reporting.arrivals import report, written

    return [written(report())]


def feeds() -> list[bytes]:
    cells = [{"row": "covid19", "column": "new", "state": "number", "value": "97"}]
    return [json.dumps({"cells": cells}).encode(), b'{"cells": [{"state": "nil"}]}']


def tables() -> list[bytes]:
    return ["row,column,value\ncovid19,new,97\ncovid19,total,không phát sinh\n".encode()]


def batches() -> list[bytes]:
    said = {
        "revision": 3,
        "cells": {"covid19!new": "1.234"},
        "texts": {"tinh-hinh": "x"},
        "seen": {"covid19!new": ""},
    }
    return [json.dumps(said).encode()]


def parts() -> list[bytes]:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.pdf", PDF)
    return [box.getvalue(), PDF[:300] + b"%%EOF\n"]


def papers() -> list[bytes]:
    import pikepdf

    box = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["report.json"] = pikepdf.AttachedFileSpec(pdf, b"{}")
        pdf.save(box)
    return [box.getvalue()]


def forms() -> list[bytes]:
    read = [json.loads(path.read_text()) for path in sorted(REFERENCE.glob("dich*.json"))]
    small = {
        "title": "nhỏ",
        "rows": [{"code": "r", "label": "r"}, {"code": "s", "label": "s", "parent": "r"}],
        "columns": [
            {"code": "a", "label": "a", "group": ["x"], "prefill": [{"source": "previous"}]},
            {"code": "b", "label": "b", "formula": "a * 2"},
        ],
        "cells": [
            {"row": "r", "column": "a", "closed": True},
            {"row": "s", "column": "a", "bind": {"indicator": "X"}},
        ],
        "checks": [{"code": "c", "expression": "a <= b", "message": "m", "rows": ["s"]}],
        "outline": [{"code": "o", "heading": "h", "text": "{s!a} ca"}],
    }
    return [json.dumps(one["specification"]).encode() for one in read] + [
        json.dumps(small).encode()
    ]


def formulas() -> list[bytes]:
    return [
        b"if(is_missing(prev(r!a)), 0, max(a:c) / 2.5)",
        b"sum(children) - [F.01]r!b",
        b"round(-a * (b + 1), 2)",
    ]


def checks() -> list[bytes]:
    return [b"a + b <= sum(of_which)", b"if(is_nil(a), 1, 2) != 3"]


def excels() -> list[bytes]:
    return [b"=SUM(C5:C7)*100", b"=ROUND($C$5/D5,2)-MAX(0,C5)"]


def numbers() -> list[bytes]:
    return [b"1.234.567,89", b"-12,5", "1\u00a0234".encode()]


def periods() -> list[bytes]:
    return [b"D:2021-08-14", b"A12:2021-M08"]


def disaggregations() -> list[bytes]:
    return [b"age=0-4|sex=F"]


def pasted() -> list[bytes]:
    return [
        "<table><tr><td rowspan=2>TT<td colspan=2>Số vụ</tr><tr><td>1=2<td>2</tr>"
        "<tr><td>1<td>Cháy<td>1.234</table>".encode(),
        "TT\tNội dung\tTổng\n(1)\t(2)\t(3)\n1\tCháy\t5\n".encode(),
    ]


@cache
def workbooks() -> list[bytes]:
    identity = Identity(7, FORM.code, FORM.version, "H53", "D:2021-08-14", 3)
    entry = EntryWorkbook(FORM, Sheets(now={}), identity, "Tây Ninh", "14/8/2021")
    box = io.BytesIO()
    book = xlsxwriter.Workbook(box)
    page = book.add_worksheet("Biểu 1")
    for row, line in enumerate((("TT", "Nội dung", "Tổng"), ("(1)", "(2)", "(3)"))):
        page.write_row(row, 0, line)
    page.write_row(2, 0, (1, "Cháy", 5))
    page.write_formula("C4", "=C3*2")
    book.close()
    return [write_entry_workbook(entry), box.getvalue(), _open_document(), _old()]


def bundles() -> list[bytes]:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/bieu.xlsx", b"PK\x03\x04" * 50)
        packed.writestr("ghi chú.txt", "ghi chú " * 50)
    return [box.getvalue()]


def documents() -> list[bytes]:
    identity = Identity(7, FORM.code, FORM.version, "H53", "D:2021-08-14", 3)
    sent = Sent(identity, [("covid19!new", "97")])
    pieces = ("Có ", Bound(0, "97"), " ca, cộng dồn {covid19!cumulative}.")
    text = TextDocument(["Lời"], [("Tình hình", [pieces])], sent.text())
    return [write_document(text)]


def fed() -> list[bytes]:
    row = {"indicator": "BYT.DICH.CA", "unit": "H53", "period": "D:2021-08-14", "value": 1.5}
    heads, figures = ",".join(row), ",".join(map(str, row.values()))
    cells = b"unit,row,column,value\nH53,covid19,new,97\n"
    return [
        cells,
        f"{heads}\n{figures}\n".encode(),
        json.dumps({"rows": [row]}).encode(),
        (json.dumps(row) + "\n").encode() * 2,
    ]


def parquet() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as base:
        row = "'BYT.DICH.CA' AS indicator, 'H53' AS unit, 'D:2021-08-14' AS period, 1.5 AS value"
        base.execute(f"COPY (SELECT {row}) TO '{folder}/a.parquet' (FORMAT parquet)")
        return [(Path(folder) / "a.parquet").read_bytes()]


def _open_document() -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    cell = "<table:table-cell office:value-type='string'><text:p>TT</text:p></table:table-cell>"
    content = (
        f"<office:document-content xmlns:office='{office}' xmlns:table='{table}'"
        f" xmlns:text='{text}'><office:body><office:spreadsheet><table:table table:name='B'>"
        f"<table:table-row table:number-rows-repeated='2'>{cell}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", content)
    return box.getvalue()


def _old() -> bytes:
    return OLD_WORKBOOK.read_bytes()
