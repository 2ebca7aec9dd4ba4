"""Ký văn bản: only the competent person signs, and only that signature brings number and date."""

import datetime as dt
import logging

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from nhip.documents import actions, tasks
from nhip.documents.models import Document, TakenNumber
from nhip.events.models import Event
from nhip.files import providers as files
from nhip.signing import actions as requests
from nhip.signing import tasks as signing
from nhip.signing.models import Key, SigningRequest
from nhip.signing.providers.drivers import WrongPin
from nhip.signing.providers.keys import open_key
from nhip.signing.queries import NoKey, newest_verification
from tests.documents.conftest import NOW
from tests.keys import PIN, personal_key
from tests.people import make_person
from tests.signing.papers import MINH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("august")]

HOUR = dt.timedelta(hours=1)
State = Document.State


@pytest.fixture
def waiting(make_draft, minh, minhs_key):
    """A report that waits for Minh's device."""
    return tasks.begin(actor=minh, document_id=make_draft().pk, now=NOW)


def names_of(document):
    return [event.name.rpartition(".")[2] for event in Event.objects.about(document)]


def test_the_signature_brings_number_and_date(signed):
    assert signed.state == State.NUMBERED
    assert (signed.number, signed.issued_on) == ("01/BC-UBND", dt.date(2021, 8, 15))
    assert signed.legal_id == "H53.2021.01.BC-UBND"
    assert signed.edxml_id == "H53,2021/08/15,01/BC-UBND"
    assert names_of(signed) == ["drafted", "waiting", "signed", "numbered"]


def test_what_was_signed_is_the_page_that_was_drafted(signed, typeset):
    assert files.fetch(signed.file_id).startswith(typeset.pdf)


def test_the_verdict_on_the_signature_is_kept(signed):
    (person,) = newest_verification(signed.file_id).verdict["signatures"]

    assert (person["role"], person["signer"]) == ("person", "Nguyễn Văn Minh")


def test_a_document_is_signed_once(signed, minh):
    with pytest.raises(actions.NotADraft):
        tasks.sign(actor=minh, document_id=signed.pk, pin=PIN, now=NOW)

    assert TakenNumber.objects.count() == 1


def test_recording_a_signature_twice_takes_one_number(signed, minh):
    verdict, _data = signing.verify_file(actor=minh, sha256=signed.file_id, now=NOW)
    file = actions.SignedFile(signed.file_id, signed.file.size, verdict)

    actions.record_personal_signature(
        actor=minh, document_id=signed.pk, signed=file, now=NOW + HOUR
    )

    assert TakenNumber.objects.count() == 1
    assert names_of(signed).count("numbered") == 1


def test_a_stranger_may_not_sign(make_draft, hoa, minhs_key):
    with pytest.raises(PermissionDenied):
        tasks.sign(actor=hoa, document_id=make_draft().pk, pin=PIN, now=NOW)


def test_another_leader_may_not_sign_in_the_signers_place(make_draft, tay_ninh, minhs_key):
    binh = make_person("binh", "Hoàng Văn Bình", "leader", tay_ninh)

    with pytest.raises(PermissionDenied):
        tasks.begin(actor=binh, document_id=make_draft().pk, now=NOW)


def test_a_competence_that_ended_signs_nothing(make_draft, minh, minhs_key, thu, competence):
    document = make_draft()
    ended = NOW.date() - dt.timedelta(days=1)
    actions.end_competence(actor=thu, competence_id=competence.pk, on=ended, now=NOW)

    with pytest.raises(actions.MayNotSign):
        tasks.sign(actor=minh, document_id=document.pk, pin=PIN, now=NOW)


def test_a_wrong_pin_gives_the_draft_back_and_takes_no_number(make_draft, minh, minhs_key):
    document = make_draft()

    with pytest.raises(WrongPin):
        tasks.sign(actor=minh, document_id=document.pk, pin="0000", now=NOW)

    document.refresh_from_db()
    assert document.state == State.DRAFT
    assert not TakenNumber.objects.exists()
    assert tasks.sign(actor=minh, document_id=document.pk, pin=PIN, now=NOW).number


def test_without_a_key_nothing_waits(make_draft, minh, node):
    document = make_draft()

    with pytest.raises(NoKey):
        tasks.begin(actor=minh, document_id=document.pk, now=NOW)

    document.refresh_from_db()
    assert document.state == State.DRAFT


def test_a_device_answers_later_with_the_signature_alone(waiting, minh, minhs_key):
    assert waiting.state == State.WAITING
    signature = open_key(minhs_key, PIN).sign(bytes(waiting.signing_request.to_sign))

    document = tasks.finish_with(
        actor=minh, document_id=waiting.pk, signature=signature, now=NOW + dt.timedelta(minutes=5)
    )

    assert document.number == "01/BC-UBND"


def test_a_cancel_gives_the_draft_back(waiting, minh):
    document = tasks.cancel(actor=minh, document_id=waiting.pk, reason="đổi ý", now=NOW)

    assert document.state == State.DRAFT
    assert SigningRequest.objects.get().state == SigningRequest.State.CANCELLED
    with pytest.raises(actions.NotWaiting):
        tasks.cancel(actor=minh, document_id=waiting.pk, reason="đổi ý", now=NOW)


def test_a_stranger_may_not_cancel(waiting, hoa):
    with pytest.raises(PermissionDenied):
        tasks.cancel(actor=hoa, document_id=waiting.pk, reason="", now=NOW)


def test_a_time_out_gives_the_draft_back(waiting):
    requests.expire_overdue(now=NOW + HOUR)

    tasks.catch_up(0)
    tasks.catch_up(0)

    waiting.refresh_from_db()
    assert waiting.state == State.DRAFT
    assert names_of(waiting).count("signing_ended") == 1


def test_a_document_that_waits_is_left_alone(waiting):
    tasks.catch_up(0)

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_a_signature_that_an_interrupted_page_left_behind_is_taken_in(waiting, minh):
    signing.finish(actor=minh, request_id=waiting.signing_request_id, pin=PIN, now=NOW)

    tasks.catch_up(0)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == (State.NUMBERED, "01/BC-UBND")


def test_a_signature_with_a_key_that_is_not_on_record_brings_no_number(waiting, minh, pki):
    signing.finish(actor=minh, request_id=waiting.signing_request_id, pin=PIN, now=NOW)
    Key.objects.filter(user=minh).update(certificate_sha256="0" * 64)

    tasks.catch_up(0)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == (State.DRAFT, "")
    ended = Event.objects.get(name=actions.SIGNING_ENDED)
    assert ended.data["reason"] == "not-properly-signed"


def test_a_namesakes_signature_brings_no_number(make_draft, tay_ninh, minh, node, pki):
    """Minh's certificate names somebody else than the page does."""
    other = MINH.__class__("Nguyễn Văn Mạnh", MINH.organisation, "H53-MANH")
    personal_key(pki, minh.pk, other, now=NOW)
    document = make_draft()

    with pytest.raises(actions.NotProperlySigned) as refusal:
        tasks.sign(actor=minh, document_id=document.pk, pin=PIN, now=NOW)

    assert refusal.value.facts["fault"] == "other_signer"
    document.refresh_from_db()
    assert document.state == State.DRAFT


def test_the_pin_stands_neither_in_the_database_nor_in_the_log(signed, caplog):
    caplog.set_level(logging.DEBUG)

    rows = [str(row) for model in apps.get_models() for row in model._default_manager.values()]

    assert any("Nguyễn Văn Minh" in row for row in rows)
    assert not any(PIN in row for row in rows)
    assert PIN not in caplog.text
