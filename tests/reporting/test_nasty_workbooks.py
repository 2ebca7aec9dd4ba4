"""Hơn 200 tệp gửi lại: each is taken in whole, or refused by name and then nothing is changed."""

import subprocess

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhip.core.errors import Invalid
from nhip.events.models import Event
from nhip.reporting import actions
from nhip.reporting.models import Report
from nhip.reporting.providers.workbooks import read_values
from nhip.reporting.rules.feeds import Fault
from nhip.reporting.rules.figures import NIL, number, plain
from nhip.reporting.rules.forms import Address
from nhip.reporting.tasks import workbooks
from tests.reporting.country import ADMIN, NOW, SATURDAY, activate, load, obligation_of, owe, read
from tests.reporting.nasty import cells, files, sheets
from tests.reporting.nasty.case import FORM, HELD, Case, edited

pytestmark = [pytest.mark.django_db, pytest.mark.requirement(22)]

FAMILIES = cells.FAMILIES | sheets.FAMILIES | files.FAMILIES
CASES = [case for family in FAMILIES.values() for case in family]
READABLE = [case for case in CASES if case.name not in {one.name for one in files.NO_WORKBOOK}]


@pytest.fixture
def report(lan, office, ministry, tay_ninh):
    """Tây Ninh's worksheet with the figures of ``HELD``."""
    load(indicators=["outbreak"])
    (regime,) = read("regimes", "dich-ngay")
    regime |= {"code": "KHO", "data_form": "KHO"}
    actions.load_regimes(actor=ADMIN, forms=[FORM], regimes=[regime], now=NOW)
    activate("KHO")
    owe("KHO", SATURDAY)
    opened = actions.open_report(actor=lan, obligation_id=obligation_of(tay_ninh).pk, now=NOW)
    held = {
        Address(*at.split("!")): NIL if text == "nil" else number(text) for at, text in HELD.items()
    }
    actions.enter_cells(
        actor=lan, report_id=opened.pk, batch=actions.Batch(held, opened.revision), now=NOW
    )
    return Report.objects.whole().get(pk=opened.pk)


@pytest.fixture
def direct(monkeypatch):
    """Let files be read in this process; each of them is harmless to it."""
    monkeypatch.setattr(workbooks, "read_values", read_values)


def outcome(case: Case, content: bytes, lan, report: Report):
    """Return what becomes of a file; where it is refused, prove that nothing was changed."""
    before = kept(report)
    try:
        with transaction.atomic():
            taken = workbooks.take_workbook(
                actor=lan,
                report_id=report.pk,
                file=workbooks.FileReturned("gui lai.xlsx", case.change(content)),
                revision=report.revision,
                now=NOW,
            )
            changes = difference(before[0], taken)
            transaction.set_rollback(True)
            return changes
    except workbooks.WorkbookHasFaults as refused:
        said = sorted(map(in_short, refused.facts["findings"]))
    except Invalid as refused:
        said = type(refused).__name__
    assert kept(report) == before, case.name
    return said


def kept(report: Report):
    """Return everything a refusal must leave as it was."""
    cells = {str(cell.address): plain(cell.given) for cell in report.cells.all()}
    return cells, Report.objects.get(pk=report.pk).revision, Event.objects.count()


def difference(before: dict[str, str], taken: Report) -> dict[str, str]:
    after = {str(cell.address): plain(cell.given) for cell in taken.cells.all()}
    return {at: text for at, text in after.items() if before.get(at, "missing") != text}


def in_short(fault: Fault) -> str:
    return f"{fault.code} {fault.place or fault.found}"


def test_there_are_at_least_two_hundred_files_and_no_name_stands_twice():
    names = [case.name for case in CASES]

    assert len(names) == len(set(names)) >= 200


@pytest.mark.fixture_case("T16", "T22", "T23")
@pytest.mark.requirement(16, 23)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_file_is_taken_in_whole_or_refused_at_its_cell(family, lan, report, direct):
    content = workbooks.workbook_of(report, now=NOW)

    became = {case.name: outcome(case, content, lan, report) for case in FAMILIES[family]}

    expected = {
        case.name: sorted(case.outcome) if isinstance(case.outcome, list) else case.outcome
        for case in FAMILIES[family]
    }
    assert {name: said for name, said in became.items() if said != expected[name]} == {}


def test_whatever_is_done_one_upon_another_nothing_is_half_imported(lan, report, direct):
    content = workbooks.workbook_of(report, now=NOW)

    @settings(max_examples=25, derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.lists(st.sampled_from(READABLE), min_size=2, max_size=3, unique_by=id))
    def tried(several):
        damaged = content
        for case in several:
            try:
                damaged = case.change(damaged)
            except (KeyError, ValueError, IndexError, AttributeError):
                return  # the one before left nothing that this one could be done to
        name = " + ".join(case.name for case in several)
        changed = outcome(Case(name, lambda _content: damaged, {}), content, lan, report)
        if isinstance(changed, dict):
            assert set(changed) <= {"a1!c2", "a1!c3", "a2!c2", "a2!c3", "b!c2", "01!c2", "01!c3"}

    tried()


def test_files_reach_the_report_through_the_sandbox_as_well(lan, report):
    content = workbooks.workbook_of(report, now=NOW)
    some = [cells.VIETNAMESE[1], sheets.CUT[1], files.NO_WORKBOOK[0], files.OF_ANOTHER[0]]

    assert [outcome(case, content, lan, report) for case in some] == [case.outcome for case in some]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saved_is_read_as_it_was_filled_in(kind, lan, report, direct, tmp_path):
    typed = edited(lambda _book, page: (page.__setitem__("E10", 97), page.__setitem__("F11", "–")))
    (tmp_path / "bieu.xlsx").write_bytes(typed(workbooks.workbook_of(report, now=NOW)))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", tmp_path / "out", tmp_path / "bieu.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    saved = (tmp_path / "out" / f"bieu.{kind}").read_bytes()
    case = Case(kind, lambda _content: saved, {})
    assert outcome(case, b"", lan, report) == {"a1!c2": "97", "a2!c3": "nil"}
