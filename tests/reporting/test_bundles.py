"""Nghìn tệp trong một lần gửi: a ZIP of returned workbooks, each with its result."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from nhip.reporting import actions
from nhip.reporting.actions.bundles import (
    BundleIsEmpty,
    NobodyFillsIn,
    NothingToConfirm,
    confirm_files,
)
from nhip.reporting.models import Bundle, BundleFile, Cell, Obligation, Report, TakenFile
from nhip.reporting.providers import bundles as provider
from nhip.reporting.providers.bundles import NotABundle, files_in, read_files
from nhip.reporting.rules.declared import Declared
from nhip.reporting.rules.figures import number
from nhip.reporting.tasks import workbooks
from nhip.reporting.tasks.bundles import BundleIsUnreadable, receive_bundle
from tests.reporting.country import (
    NEW,
    NOW,
    SATURDAY,
    activate,
    at,
    load,
    make_person,
    make_unit,
    owe,
)
from tests.reporting.jobs import run_jobs
from tests.reporting.test_workbooks import at as cell_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement(22)]
Outcome = BundleFile.Outcome


@pytest.fixture
def provinces(office, ministry, tay_ninh):
    """Three provinces owe the daily report; Thảo fills in for all of them but the last."""
    units = [
        tay_ninh,
        *(make_unit(f"H{n}", f"Tỉnh {n}", f"UBND {n}", "province") for n in (71, 72)),
    ]
    load(indicators=["outbreak"], forms=["dich-ngay"], regimes=["dich-ngay"])
    activate("YT.DICH.NGAY")
    owe("YT.DICH.NGAY", SATURDAY)
    return units


@pytest.fixture
def thao(provinces):
    person = make_person("thao", "Ngô Thị Thảo", "reporter", provinces[0])
    person.grants.create(role="reporter", unit=provinces[1], valid=person.grants.get().valid)
    return person


@pytest.fixture
def reports(provinces, hoa):
    """The open worksheets, each opened by somebody of its own province."""
    found = []
    for turn, unit in enumerate(provinces):
        own = make_person(f"own{turn}", "Người lập", "reporter", unit)
        owed = Obligation.objects.get(unit=unit)
        opened = actions.open_report(actor=own, obligation_id=owed.pk, now=NOW)
        found.append(Report.objects.whole().get(pk=opened.pk))
    return found


def filled(report, value):
    book = load_workbook(io.BytesIO(workbooks.workbook_of(report, now=NOW)))
    cell_of(book["Biểu"], NEW.row, NEW.column).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def packed(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def send(person, content, declared=Declared()):  # noqa: B008  nothing is declared
    return receive_bundle(
        actor=person, name="gui ve.zip", content=content, declared=declared, now=NOW
    )


def outcomes(bundle):
    return {one.name: (one.outcome, one.reason) for one in bundle.files.all()}


def entered(report):
    return {cell.address: cell.given for cell in Cell.objects.filter(report=report, origin="file")}


def test_every_file_has_its_result_before_anything_is_stored(thao, reports):
    bundle = send(
        thao,
        packed(
            {
                "Tây Ninh/bieu.xlsx": filled(reports[0], 97),
                "tinh 71.xlsx": filled(reports[1], "nhiều"),
                "tinh 72.xlsx": filled(reports[2], 5),
                "ghi chu.docx": b"PK\x03\x04",
                "__MACOSX/._bieu.xlsx": b"x",
                "Thumbs.db": b"x",
            }
        ),
    )
    run_jobs(areas=["reporting"])

    assert outcomes(bundle) == {
        "bieu.xlsx": ("to_confirm", ""),
        "tinh 71.xlsx": ("refused", "faults"),
        "tinh 72.xlsx": ("refused", "absent"),
        "ghi chu.docx": ("refused", "unreadable"),
    }
    (fault,) = bundle.files.get(name="tinh 71.xlsx").findings
    assert (fault["code"], fault["column"]) == ("not-a-number", "new")
    assert not Cell.objects.filter(origin="file").exists()


def test_what_is_confirmed_stands_in_its_report_with_who_filled_it_in(thao, reports):
    said = Declared("Lò Văn Tám", at(7, 30), "SC-2021-08")
    bundle = send(
        thao, packed({"a.xlsx": filled(reports[0], 97), "b.xlsx": filled(reports[1], 3)}), said
    )
    run_jobs(areas=["reporting"])
    confirm_files(actor=thao, bundle_id=bundle.pk, positions=None, now=NOW)
    run_jobs(areas=["reporting"])

    assert [entered(report)[NEW] for report in reports[:2]] == [number(97), number(3)]
    assert outcomes(bundle) == {"a.xlsx": ("taken", ""), "b.xlsx": ("taken", "")}
    taken = TakenFile.objects.get(report=reports[0])
    assert (taken.taken_by, taken.declared, taken.cells) == (thao.ref, said, 1)


def test_one_file_is_confirmed_by_itself(thao, reports):
    bundle = send(thao, packed({"a.xlsx": filled(reports[0], 97), "b.xlsx": filled(reports[1], 3)}))
    run_jobs(areas=["reporting"])
    confirm_files(actor=thao, bundle_id=bundle.pk, positions=[1], now=NOW)
    run_jobs(areas=["reporting"])

    assert outcomes(bundle) == {"a.xlsx": ("to_confirm", ""), "b.xlsx": ("taken", "")}
    with pytest.raises(NothingToConfirm):
        confirm_files(actor=thao, bundle_id=bundle.pk, positions=[1], now=NOW)


def test_the_same_again_says_nothing_new(thao, reports):
    content = packed({"a.xlsx": filled(reports[0], 97)})
    first = send(thao, content)
    run_jobs(areas=["reporting"])
    confirm_files(actor=thao, bundle_id=first.pk, positions=None, now=NOW)
    run_jobs(areas=["reporting"])

    again = send(thao, content)
    run_jobs(areas=["reporting"])

    assert outcomes(again) == {"a.xlsx": ("unchanged", "")}


def test_two_files_for_one_report_are_both_refused(thao, reports):
    bundle = send(
        thao, packed({"a.xlsx": filled(reports[0], 97), "b.xlsx": filled(reports[0], 98)})
    )
    run_jobs(areas=["reporting"])

    reason = ("refused", "two-files-for-one-report")
    assert outcomes(bundle) == {"a.xlsx": reason, "b.xlsx": reason}


def test_a_file_older_than_the_report_is_not_confirmed_with_all_the_others(thao, reports):
    content = packed({"a.xlsx": filled(reports[0], 97)})
    batch = actions.Batch({NEW: number(5)}, reports[0].revision)
    actions.enter_cells(actor=thao, report_id=reports[0].pk, batch=batch, now=NOW)
    bundle = send(thao, content)
    run_jobs(areas=["reporting"])

    assert bundle.files.get().is_older
    with pytest.raises(NothingToConfirm):
        confirm_files(actor=thao, bundle_id=bundle.pk, positions=None, now=NOW)
    confirm_files(actor=thao, bundle_id=bundle.pk, positions=[0], now=NOW)
    run_jobs(areas=["reporting"])
    assert entered(reports[0]) == {NEW: number(97)}


def test_what_somebody_saved_between_showing_and_confirming_is_kept(thao, reports):
    bundle = send(thao, packed({"a.xlsx": filled(reports[0], 97), "b.xlsx": filled(reports[1], 3)}))
    run_jobs(areas=["reporting"])
    batch = actions.Batch({NEW: number(5)}, reports[0].revision)
    actions.enter_cells(actor=thao, report_id=reports[0].pk, batch=batch, now=NOW)

    confirm_files(actor=thao, bundle_id=bundle.pk, positions=None, now=NOW)
    run_jobs(areas=["reporting"])

    assert outcomes(bundle) == {"a.xlsx": ("refused", "saved-meanwhile"), "b.xlsx": ("taken", "")}
    assert reports[0].cells.get(column="new").given == number(5)


def test_a_job_that_was_ended_goes_on_where_it_was(thao, reports):
    bundle = send(thao, packed({"a.xlsx": filled(reports[0], 97), "b.xlsx": filled(reports[1], 3)}))
    BundleFile.objects.filter(bundle=bundle, name="a.xlsx").update(
        outcome=Outcome.UNCHANGED, report=reports[0], revision=0
    )
    run_jobs(areas=["reporting"])

    assert outcomes(bundle) == {"a.xlsx": ("unchanged", ""), "b.xlsx": ("to_confirm", "")}
    assert Bundle.objects.get().read_at is not None


def test_who_fills_in_nowhere_sends_no_bundle(nobody, reports):
    with pytest.raises(NobodyFillsIn):
        send(nobody, packed({"a.xlsx": b"x"}))
    assert not Bundle.objects.exists()


def test_an_empty_zip_is_said(thao):
    with pytest.raises(BundleIsEmpty):
        send(thao, packed({"thu muc/": b""}))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06"])
def test_what_is_no_zip_is_refused(content, thao):
    with pytest.raises(BundleIsUnreadable):
        send(thao, content)


# --- The ZIP ------------------------------------------------------------------------------


def test_names_keep_no_folder_and_no_way_out():
    names = [
        "../../etc/passwd",
        "C:\\bieu\\a.xlsx",
        "/b.xlsx",
        "a/b/c.xlsx",
        "~$c.xlsx",
        ".DS_Store",
    ]

    assert [one.name for one in files_in(packed(dict.fromkeys(names, b"")))] == [
        "passwd",
        "a.xlsx",
        "b.xlsx",
        "c.xlsx",
    ]


def test_a_bomb_is_refused_by_what_it_says_and_read_no_further_than_the_bounds(monkeypatch):
    monkeypatch.setattr(provider, "MOST_UNPACKED", 10_000)
    with pytest.raises(NotABundle):
        files_in(packed({"a.xlsx": bytes(10_001)}))
    monkeypatch.setattr(provider, "MOST_FILES", 2)
    with pytest.raises(NotABundle):
        files_in(packed(dict.fromkeys("abc", b"")))
    monkeypatch.setattr(provider, "LARGEST", 100)
    assert read_files(packed({"a.xlsx": bytes(101), "b.xlsx": b"x"}), [0, 1]) == {1: b"x"}


def test_a_zip_in_the_zip_is_a_file_that_is_no_workbook(thao, reports):
    inner = packed({"a.xlsx": filled(reports[0], 97)})
    bundle = send(thao, packed({"trong.zip": inner, "b.xlsx": filled(reports[1], 3)}))
    run_jobs(areas=["reporting"])

    assert outcomes(bundle)["trong.zip"] == ("refused", "unreadable")
    assert outcomes(bundle)["b.xlsx"] == ("to_confirm", "")


def test_a_damaged_file_hurts_none_of_its_neighbours():
    content = bytearray(packed({"a.xlsx": b"a" * 5_000, "b.xlsx": b"b"}))
    content[40] ^= 0xFF

    assert read_files(bytes(content), [0, 1]) == {1: b"b"}


# --- Pages --------------------------------------------------------------------------------


@pytest.fixture
def sent(client, thao, reports, august):
    """Three files, sent through the page and read."""
    client.force_login(thao)
    content = packed(
        {
            "a.xlsx": filled(reports[0], 97),
            "b.xlsx": filled(reports[1], "x"),
            "=cmd.xlsx": filled(reports[2], 1),
        }
    )
    zipped = io.BytesIO(content)
    zipped.name = "gửi về.zip"
    answer = client.post(
        "/reporting/workbooks/",
        {
            "file": zipped,
            "filled_by": "Lò Văn Tám",
            "filled_day": "14/08/2021",
            "filled_time": "17:05",
        },
    )
    run_jobs(areas=["reporting"])
    return answer["Location"]


def test_the_page_tells_how_far_it_is_and_lets_one_confirm(client, sent, reports):
    page = client.get(sent).content.decode()
    assert "3/3" in page
    assert "Lò Văn Tám" in page
    changes = client.get(f"{sent}files/0/").content.decode()
    assert "97" in changes

    answer = client.post(f"{sent}confirm/", follow=True)
    run_jobs(areas=["reporting"])

    assert answer.status_code == 200
    assert entered(reports[0]) == {NEW: number(97)}
    shown = client.get(f"/reporting/reports/{reports[0].pk}/workbook/").content.decode()
    assert "Lò Văn Tám" in shown
    assert "a.xlsx" in shown


def test_the_results_can_be_taken_along_and_are_no_formulas(client, sent):
    lines = client.get(f"{sent}results.csv").content.decode().splitlines()

    assert len(lines) == 5  # heads, three files, and the fault of the second
    assert lines[4].startswith("'=cmd.xlsx;")


def test_nobody_else_sees_the_bundle(client, sent, hoa, nobody):
    for person in (hoa, nobody):
        client.force_login(person)
        for address in ("", "files/0/", "results.csv"):
            assert client.get(f"{sent}{address}").status_code == 404
        assert client.post(f"{sent}confirm/").status_code == 404
    assert client.get("/reporting/workbooks/").status_code == 404


def test_a_longer_bundle_takes_no_more_statements(client, sent, thao):
    few = statements(client, sent)
    bundle = Bundle.objects.get()
    BundleFile.objects.bulk_create(
        BundleFile(bundle=bundle, position=n, name=f"{n}.xlsx", outcome="refused", reason="absent")
        for n in range(3, 60)
    )
    assert statements(client, sent) == few


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_file_filled_in_tomorrow_is_refused(client, thao, reports, august):
    client.force_login(thao)
    zipped = io.BytesIO(packed({"a.xlsx": filled(reports[0], 97)}))
    zipped.name = "a.zip"
    client.post("/reporting/workbooks/", {"file": zipped, "filled_day": "16/08/2021"})

    assert not Bundle.objects.exists()
