"""Đóng dấu: the clerk, never the signer, shows number and date, then seals."""

import subprocess

import pytest
from django.core.exceptions import PermissionDenied

from nhip.accounts.models import Grant
from nhip.documents import actions, tasks
from nhip.documents.models import Document, TakenNumber
from nhip.events.models import Event
from nhip.files import providers as files
from nhip.signing.models import Key, Verification
from nhip.signing.providers.drivers import WrongPin
from nhip.signing.queries import newest_verification
from tests.documents.conftest import NOW
from tests.keys import SEAL_PIN
from tests.people import EVER

pytestmark = pytest.mark.django_db

State = Document.State


@pytest.fixture
def verdict(sealed):
    return newest_verification(sealed.file_id).verdict


def test_three_signatures_stand_on_a_sealed_document(sealed, verdict):
    assert sealed.state == State.SEALED
    assert verdict["conclusion"] == "good"
    assert [one["role"] for one in verdict["signatures"]] == ["person", "number", "seal"]
    assert [one["coverage"] for one in verdict["signatures"]] == [
        "revision",
        "revision",
        "whole_file",
    ]


def test_the_number_signature_says_what_the_register_says(sealed, verdict):
    assert verdict["signatures"][1]["statement"] == sealed.numbered.reason
    assert sealed.numbered.reason == "number=01/BC-UBND;date=2021-08-15"


def test_number_and_date_stand_on_the_page_without_being_shrunk(sealed, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(files.fetch(sealed.file_id))

    shown = subprocess.run(
        ["pdftotext", "-bbox-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout

    line = next(line for line in shown.splitlines() if ">01/BC-UBND<" in line)
    height = float(line.split('yMax="')[1].split('"')[0]) - float(
        line.split('yMin="')[1].split('"')[0]
    )
    assert height > 12  # set in 13 points


def test_other_peoples_tools_confirm_the_file(sealed, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(files.fetch(sealed.file_id))

    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)

    assert said.stdout.count("Signature Validation: Signature is Valid.") == 3
    assert checked.returncode == 0, checked.stdout


def test_a_document_without_a_personal_signature_is_not_sealed(make_draft, thu, committees_key):
    with pytest.raises(actions.NotNumbered):
        tasks.seal(actor=thu, document_id=make_draft().pk, pin=SEAL_PIN, now=NOW)


def test_a_stranger_may_not_seal(signed, hoa, committees_key):
    with pytest.raises(PermissionDenied):
        tasks.seal(actor=hoa, document_id=signed.pk, pin=SEAL_PIN, now=NOW)


def test_who_signed_may_not_seal_even_as_a_clerk(signed, minh, tay_ninh, committees_key):
    Grant.objects.create(user=minh, role="clerk", unit=tay_ninh, valid=EVER)

    with pytest.raises(actions.SignerMayNotSeal):
        tasks.seal(actor=minh, document_id=signed.pk, pin=SEAL_PIN, now=NOW)


def test_a_failed_seal_keeps_the_number_for_the_next_try(signed, thu, committees_key):
    with pytest.raises(WrongPin):
        tasks.seal(actor=thu, document_id=signed.pk, pin="0000", now=NOW)

    sealed = tasks.seal(actor=thu, document_id=signed.pk, pin=SEAL_PIN, now=NOW)

    assert (sealed.number, sealed.issued_on) == (signed.number, signed.issued_on)
    assert TakenNumber.objects.count() == 1


def test_a_document_is_sealed_once(sealed, thu):
    with pytest.raises(actions.NotNumbered):
        tasks.seal(actor=thu, document_id=sealed.pk, pin=SEAL_PIN, now=NOW)


def test_recording_a_seal_twice_changes_nothing(sealed, thu):
    file = actions.SignedFile(sealed.file_id, sealed.file.size, verdict=None)

    actions.record_seal(actor=thu, document_id=sealed.pk, sealed=file, now=NOW)

    assert Event.objects.filter(name=actions.SEALED).count() == 1


def test_a_seal_by_a_key_that_is_not_on_record_is_refused(signed, thu, committees_key, monkeypatch):
    def forget_the_key(**asked):
        Key.objects.filter(pk=committees_key.pk).update(certificate_sha256="0" * 64)
        return verify(**asked)

    verify = tasks.sealing.signing.verify_file
    monkeypatch.setattr(tasks.sealing.signing, "verify_file", forget_the_key)

    with pytest.raises(actions.NotProperlySealed) as refusal:
        tasks.seal(actor=thu, document_id=signed.pk, pin=SEAL_PIN, now=NOW)

    assert (refusal.value.facts["role"], refusal.value.facts["fault"]) == ("number", "other_key")
    signed.refresh_from_db()
    assert signed.state == State.NUMBERED
    assert Verification.objects.count() == 2
