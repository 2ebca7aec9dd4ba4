"""Workbooks per second: what comes back is read, known again and judged, beside bare calamine.

``python -m benchmarks.workbooks_read`` fills in the workbook of a shipped form 1,000 times and
reads each as the job for a ZIP of returned workbooks does: unpacked in bounds, every sheet read,
errors and unworked formulas looked for, whose it is, every figure by its codes. Once in this
process and once through the sandbox. Yardstick of the same run: python-calamine opening the same
files and reading the sheet of figures, and nothing else. ``--profile`` shows where the time goes.
"""

import io
import json
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from random import Random

import python_calamine as calamine

from benchmarks import _measuring as measuring
from nhip.reporting.providers.bounded_workbooks import end_sandbox
from nhip.reporting.providers.bounded_workbooks import read_values as read_in_sandbox
from nhip.reporting.providers.bundles import files_in, read_files
from nhip.reporting.providers.entry_workbooks import EntryWorkbook, write_entry_workbook
from nhip.reporting.providers.workbooks import read_values
from nhip.reporting.rules.checking import Sheets, compute
from nhip.reporting.rules.figures import number
from nhip.reporting.rules.forms import Form
from nhip.reporting.rules.returned_workbooks import Identity, identity_of, read_returned
from nhip.reporting.rules.specification import parse_form

FILES = 1_000
KINDS = 50
"""So many different workbooks are made; each is read as often as it takes to make 1,000."""

FORM = Path(__file__).parents[1] / "reference" / "forms" / "ii-06-kstt.json"
SHEET = "Biểu"


def main() -> None:
    """Measure, and print each rate beside its yardstick."""
    form = shipped()
    made = [workbook(form, turn) for turn in range(KINDS)]
    files = [made[turn % KINDS] for turn in range(FILES)]
    if "--profile" in sys.argv:
        measuring.profiled(lambda: judge(files[:100], form))
        return
    bundle = packed(files)
    ours, sandboxed, yardstick = measuring.in_turns(
        measuring.wall,
        [
            lambda _run: judge(files, form),
            lambda _run: judge_bundle(bundle, form),
            lambda _run: bare(files),
        ],
        runs=3,
    )
    end_sandbox()
    cells = len(form.inputs)
    size = len(made[0]) / 1024
    title = f"{FILES:,} returned workbooks of {cells} cells to fill in, {size:,.0f} kB each"
    measuring.say_heads(title, measuring.RATES)
    measuring.say_rate("read and judged in this process", ours, FILES, "files/s")
    measuring.say_rate("out of a ZIP, through the sandbox", sandboxed, FILES, "files/s")
    measuring.say_rate("bare calamine, the sheet of figures", yardstick, FILES, "files/s")
    measuring.say_ratio("judged / bare", yardstick.median / ours.median)
    measuring.say_ratio("through the sandbox / bare", yardstick.median / sandboxed.median)


def shipped() -> Form:
    """Return the form."""
    said = json.loads(FORM.read_text())
    return parse_form(said["code"], said["version"], said["specification"])


def workbook(form: Form, turn: int) -> bytes:
    """Return a filled workbook; each turn has other figures."""
    chance = Random(turn)
    entered = {address: number(Decimal(chance.randrange(10_000))) for address in form.inputs}
    complete = Sheets(now=entered | compute(form, Sheets(now=entered)))
    identity = Identity(turn + 1, form.code, form.version, f"U{turn}", "A12:2021-Q3", 1)
    return write_entry_workbook(EntryWorkbook(form, complete, identity, "Đơn vị", "Quý III/2021"))


def packed(files: list[bytes]) -> bytes:
    """Return all of them in one ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for turn, content in enumerate(files):
            archive.writestr(f"{turn}.xlsx", content)
    return target.getvalue()


def judge(files: list[bytes], form: Form) -> None:
    """Read files as the product does, without the sandbox."""
    for content in files:
        sheets = read_values(content)
        identity_of(sheets)
        assert not read_returned(sheets, form).feed.faults


def judge_bundle(bundle: bytes, form: Form) -> None:
    """Read a ZIP as the job does."""
    for content in read_files(bundle, [one.position for one in files_in(bundle)]).values():
        sheets = read_in_sandbox(content)
        identity_of(sheets)
        assert not read_returned(sheets, form).feed.faults


def bare(files: list[bytes]) -> None:
    """Open each file and read one sheet of it."""
    for content in files:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)


if __name__ == "__main__":
    main()
