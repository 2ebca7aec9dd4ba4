"""Chế bản: the page shows the version that was put up, for the person who may sign it."""

import datetime as dt
import io

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied

from nhip.documents.models import Document
from nhip.files import providers as files
from nhip.reporting import actions, tasks
from nhip.reporting.actions import Reason
from nhip.reporting.actions.arrows import NotFromHere
from nhip.reporting.actions.signing import AnotherVersion
from nhip.reporting.queries.page import Set, draft_of, page_of
from tests.reporting.country import NOW, at, fill
from tests.reporting.jobs import run_jobs

pytestmark = pytest.mark.usefixtures("august")


def test_the_page_comes_by_itself_when_a_report_is_put_up(typeset):
    document = typeset.document

    assert (document.state, document.kind, document.notation) == ("draft", "BC", "BC-UBND")
    assert (document.place, document.signer_name) == ("Tây Ninh", "Nguyễn Văn Minh")
    assert document.subject == "Tình hình dịch bệnh hằng ngày, ngày 14/08/2021"
    assert [(to.code, to.name) for to in document.recipients.order_by("pk")] == [
        ("G22", "Văn phòng Chính phủ"),
        ("G18", "Bộ Y tế"),
    ]
    assert set(document.boxes) == {"person", "number", "seal"}
    assert document.stamp_patience == dt.timedelta(minutes=30)


def test_the_version_lies_inside_the_page(typeset):
    with pikepdf.open(io.BytesIO(files.fetch(typeset.document.file_id))) as pdf:
        (attachment,) = pdf.attachments.values()
        assert attachment.get_file().read_bytes() == typeset.version.payload.encode()


def test_setting_the_page_again_changes_nothing(typeset):
    tasks.set_page(report_id=typeset.pk, version_sha256=typeset.version.sha256, now=at(9))

    assert Document.objects.count() == 1


def test_the_page_of_a_report_that_went_back_is_not_set(minh, competence, put_up):
    actions.return_to_reporter(actor=minh, report_id=put_up.pk, reasons=[Reason("Sai")], now=NOW)

    run_jobs(areas=["reporting"])

    assert not Document.objects.exists()


def test_without_a_competent_signer_the_job_stops_and_says_so(put_up):
    with pytest.raises(tasks.NobodyMaySign, match="Tây Ninh"):
        run_jobs(areas=["reporting"])


def drafted(report, competence):
    page = Set(files.store(b"%PDF"), 4, {})
    return draft_of(report, competence, page)


def set_page(actor, report, competence, sha256):
    draft = drafted(report, competence)
    return actions.set_page(
        actor=actor, report_id=report.pk, version_sha256=sha256, page=draft, now=NOW
    )


def test_a_page_of_other_figures_is_refused(lan, minh, competence, put_up):
    former = put_up.version.sha256
    actions.return_to_reporter(actor=minh, report_id=put_up.pk, reasons=[Reason("Sai")], now=NOW)
    fill(lan, put_up, new=98)
    again = actions.put_up(actor=lan, report_id=put_up.pk, now=at(9))

    with pytest.raises(AnotherVersion):
        set_page(lan, again, competence, former)


def test_a_newer_page_puts_the_former_one_aside(typeset, lan, competence):
    former = typeset.document

    report = set_page(lan, typeset, competence, typeset.version.sha256)

    former.refresh_from_db()
    assert report.document != former
    assert former.state == Document.State.DISCARDED


def test_a_stranger_sets_no_page(hoa, competence, put_up):
    with pytest.raises(PermissionDenied):
        set_page(hoa, put_up, competence, put_up.version.sha256)


def test_a_worksheet_that_was_not_put_up_has_no_page(lan, competence, filled):
    with pytest.raises(NotFromHere):
        actions.set_page(
            actor=lan, report_id=filled.pk, version_sha256="0" * 64, page=None, now=NOW
        )
    with pytest.raises(ValueError, match="put up"):
        page_of(filled, competence)
