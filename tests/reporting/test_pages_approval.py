"""Pages of approval: what changed since the version before, and signing one after the other."""

import re

import pytest

from nhip.core import clock
from nhip.reporting import actions
from nhip.reporting.actions.putting_up import Reason
from nhip.reporting.models import Report
from nhip.reporting.rules.states import Stage
from tests.keys import PIN
from tests.reporting.country import NOW, at, blank_document, fill
from tests.reporting.jobs import run_jobs

SEVERAL = "/reporting/to-sign/"


@pytest.fixture(autouse=True)
def in_august(august):
    """Every page of these tests is opened on Sunday 15 August 2021."""


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def put_up_again(lan, minh, put_up):
    """Let Minh return the report and Lan put it up again with one figure corrected."""
    actions.return_to_reporter(
        actor=minh, report_id=put_up.pk, reasons=[Reason("Kiểm tra lại.")], now=NOW
    )
    fill(lan, put_up, new=79)
    return actions.put_up(actor=lan, report_id=put_up.pk, now=at(8, 30))


def test_the_leader_sees_what_changed_since_the_returned_version(client, lan, minh, put_up):
    put_up_again(lan, minh, put_up)
    client.force_login(minh)

    page = text(client.get(f"/reporting/reports/{put_up.pk}/"))

    assert "Thay đổi so với bản đã trả lại" in page
    assert "<del>97</del>" in page
    assert "<ins>79</ins>" in page
    assert "<del>6.247</del>" in page
    assert "<del>6.150</del>" not in page


def test_a_first_version_is_compared_with_nothing(client, minh, put_up):
    client.force_login(minh)

    assert "<del>" not in text(client.get(f"/reporting/reports/{put_up.pk}/"))


def test_the_page_stands_beside_the_checks(client, minh, competence, put_up, tay_ninh):
    put_up.document = blank_document(tay_ninh)
    put_up.save()
    client.force_login(minh)

    page = text(client.get(f"/reporting/reports/{put_up.pk}/sign/"))

    assert f'<iframe class="page-frame" src="/documents/{put_up.document_id}/file.pdf#' in page
    assert 'class="approval"' in page


def test_what_waits_for_a_signature_is_listed_once_its_page_is_set(client, minh, typeset):
    client.force_login(minh)

    page = text(client.get(SEVERAL))

    assert f'data-sha256="{typeset.version.sha256}"' in page
    assert f'src="/documents/{typeset.document_id}/file.pdf"' in page


def test_the_list_of_somebody_else_is_empty(client, hoa, typeset):
    client.force_login(hoa)

    assert "data-report" not in text(client.get(SEVERAL))


def test_one_of_several_is_signed_by_one_request(client, minh, typeset, minhs_key):
    client.force_login(minh)

    answer = sign(client, typeset)

    assert answer.status_code == 200
    assert answer.json()["number"]
    assert Report.objects.get().stage == Stage.NUMBERED


def test_what_changed_since_it_was_read_is_not_signed(client, lan, minh, typeset, minhs_key):
    read = typeset.version.sha256
    put_up_again(lan, minh, typeset)
    run_jobs(areas=["reporting"])
    client.force_login(minh)

    answer = sign(client, typeset, sha256=read)

    assert answer.status_code == 409
    assert answer.json()["message"]
    assert Report.objects.get().stage == Stage.PUT_UP


def test_a_refused_signature_says_why(client, minh, typeset):
    client.force_login(minh)

    answer = sign(client, typeset)

    assert 400 <= answer.status_code < 500
    assert answer.json()["message"]


def test_what_was_put_up_again_is_signed_as_well(client, lan, minh, typeset, minhs_key):
    again = put_up_again(lan, minh, typeset)
    run_jobs(areas=["reporting"])
    clock.move_to(at(8, 45))
    client.force_login(minh)

    assert sign(client, again).json() == {"number": "01/BC-UBND"}


def sign(client, report, **changes):
    """Ask for one signature as the page of several does."""
    said = {"pin": PIN, "sha256": report.version.sha256} | changes
    return client.post(f"/reporting/reports/{report.pk}/signature/", said)
