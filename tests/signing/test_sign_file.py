"""Ký tệp: begin freezes, finish signs, and every way out leaves no half-signed file."""

import datetime as dt
import json
import logging

import pytest
from cryptography import x509
from django.apps import apps
from django.core.exceptions import PermissionDenied

from nhip.events.models import Event
from nhip.files import providers as files
from nhip.files.actions import name
from nhip.signing import actions, queries, tasks
from nhip.signing.actions import AlreadyWaiting, TooLate
from nhip.signing.models import Key, SigningRequest, Verification
from nhip.signing.providers import keys, pades
from nhip.signing.providers.authorities import PEOPLE, Authorities, Terms
from nhip.signing.providers.drivers import WrongPin
from nhip.signing.providers.pades import NotThatSignature
from nhip.signing.queries import NotTheSigner, NotWaiting
from nhip.signing.rules.verdicts import Conclusion
from nhip.signing.tasks import signing as refusals
from tests.keys import PIN, SEAL_PIN
from tests.signing.papers import MINH, NOW, NUMBER

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
State = SigningRequest.State


@pytest.fixture
def wish(paper):
    return tasks.Wish(paper, "person", None)


@pytest.fixture
def waiting(minh, minhs_key, wish):
    return tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW)


def test_a_person_signs_and_the_request_says_so(minh, minhs_key, wish):
    signed = tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)

    request = SigningRequest.objects.get()
    assert request.state == State.COMPLETED
    assert request.signed_file_id == signed.sha256
    assert files.fetch(signed.sha256).startswith(files.fetch(wish.sha256))
    assert [event.name for event in Event.objects.about(request)] == [
        "signing.request.begun",
        "signing.request.completed",
    ]


def test_the_revocation_list_that_cleared_the_certificate_is_kept(waiting):
    assert "CA cá nhân trình diễn" in waiting.certificate_evidence


def test_person_number_and_seal_sign_one_after_the_other(
    minh, thu, minhs_key, committees_key, paper
):
    sha256 = paper
    for actor, key, pin, role in [
        (minh, minhs_key, PIN, "person"),
        (thu, committees_key, SEAL_PIN, "number"),
        (thu, committees_key, SEAL_PIN, "seal"),
    ]:
        wish = tasks.Wish(sha256, role, None, NUMBER if role == "number" else "")
        signed = tasks.sign_file(actor=actor, key_id=key.pk, wish=wish, pin=pin, now=NOW)
        sha256 = signed.sha256

    verdict, data = tasks.verify_file(actor=minh, sha256=sha256, now=NOW)

    assert verdict.conclusion is Conclusion.GOOD
    assert [one.role for one in verdict.signatures] == ["person", "number", "seal"]
    assert data.signed is not None
    assert queries.newest_verification(sha256).verdict == json.loads(json.dumps(verdict.as_json()))


def test_nobody_signs_with_anothers_key(thu, admin, minhs_key, wish):
    with pytest.raises(NotTheSigner):
        tasks.begin(actor=thu, key_id=minhs_key.pk, wish=wish, now=NOW)
    with pytest.raises(PermissionDenied):
        tasks.begin(actor=admin, key_id=minhs_key.pk, wish=wish, now=NOW)


def test_nobody_finishes_what_waits_for_another(thu, waiting):
    with pytest.raises(NotTheSigner):
        tasks.finish(actor=thu, request_id=waiting.pk, pin=PIN, now=NOW)


def test_a_stranger_may_not_seal(hoa, committees_key, paper):
    with pytest.raises(PermissionDenied):
        tasks.begin(
            actor=hoa, key_id=committees_key.pk, wish=tasks.Wish(paper, "seal", None), now=NOW
        )


def test_a_file_waits_for_one_signature_at_a_time(minh, minhs_key, wish, waiting):
    with pytest.raises(AlreadyWaiting):
        tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW)


def test_a_wrong_pin_frees_the_file(minh, minhs_key, wish):
    with pytest.raises(WrongPin):
        tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin="0000", now=NOW)

    request = SigningRequest.objects.get()
    assert (request.state, request.end_reason) == (State.CANCELLED, "wrong-pin")
    tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)


def test_a_device_answers_later_with_the_signature_alone(minh, minhs_key, waiting):
    signature = keys.open_key(minhs_key, PIN).sign(bytes(waiting.to_sign))

    signed = tasks.finish_with(
        actor=minh, request_id=waiting.pk, signature=signature, now=NOW + dt.timedelta(minutes=5)
    )

    assert not signed.time_stamped
    verdict, _data = tasks.verify_file(actor=minh, sha256=signed.sha256, now=NOW)
    assert verdict.role("person").intact


def test_a_device_may_send_the_whole_file_it_signed(minh, minhs_key, waiting, authorities):
    prepared = waiting.prepared(files.fetch(waiting.prepared_file_id))
    signature = keys.open_key(minhs_key, PIN).sign(prepared.to_sign)
    uploaded = pades.complete(prepared, signature, authorities.timestamper(NOW))

    signed = tasks.finish_with_file(actor=minh, request_id=waiting.pk, uploaded=uploaded, now=NOW)

    assert files.fetch(signed.sha256) == uploaded
    assert signed.time_stamped


def test_a_device_that_sends_another_file_is_refused(minh, report, waiting):
    with pytest.raises(NotThatSignature):
        tasks.finish_with_file(actor=minh, request_id=waiting.pk, uploaded=report, now=NOW)


def test_a_device_that_answers_with_another_signature_is_refused(minh, hands, waiting):
    with pytest.raises(NotThatSignature):
        tasks.finish_with(
            actor=minh,
            request_id=waiting.pk,
            signature=hands.keys["person"].sign(bytes(waiting.to_sign)),
            now=NOW,
        )

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_a_signature_that_comes_too_late_is_refused(minh, waiting):
    with pytest.raises(TooLate):
        tasks.finish(actor=minh, request_id=waiting.pk, pin=PIN, now=NOW + DAY)


def test_a_cancelled_request_frees_the_file_and_takes_no_signature(minh, waiting):
    actions.cancel(actor=minh, request_id=waiting.pk, reason="đổi ý", now=NOW)

    with pytest.raises(NotWaiting):
        tasks.finish(actor=minh, request_id=waiting.pk, pin=PIN, now=NOW)
    with pytest.raises(NotWaiting):
        actions.cancel(actor=minh, request_id=waiting.pk, reason="đổi ý", now=NOW)


def test_nobody_else_cancels_a_request(hoa, waiting):
    with pytest.raises(PermissionDenied):
        actions.cancel(actor=hoa, request_id=waiting.pk, reason="", now=NOW)


def test_an_overdue_request_expires_once(waiting):
    assert actions.expire_overdue(now=NOW) == 0
    assert actions.expire_overdue(now=NOW + DAY) == 1
    assert actions.expire_overdue(now=NOW + DAY) == 0

    waiting.refresh_from_db()
    assert waiting.state == State.EXPIRED


def test_completing_twice_changes_nothing(minh, minhs_key, wish):
    signed = tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)
    request = SigningRequest.objects.get()

    again = actions.complete(actor=minh, request_id=request.pk, signed=signed, now=NOW + DAY)

    assert again.ended_at == NOW
    assert Event.objects.filter(name=actions.COMPLETED).count() == 1


def test_a_revoked_certificate_does_not_sign_and_the_refusal_is_kept(
    minh, minhs_key, wish, authorities
):
    authorities.revoke(bytes(minhs_key.certificate), NOW - DAY)
    authorities.publish_lists(NOW)

    with pytest.raises(refusals.CertificateRevoked):
        tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW)

    event = Event.objects.get(name=actions.REFUSED)
    assert event.data["standing"] == "revoked"
    assert not SigningRequest.objects.exists()


def test_a_suspended_certificate_does_not_sign(minh, minhs_key, wish, authorities):
    hold = x509.ReasonFlags.certificate_hold
    authorities.revoke(bytes(minhs_key.certificate), NOW - DAY, hold)
    authorities.publish_lists(NOW)

    with pytest.raises(refusals.CertificateSuspended):
        tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (dt.datetime(2019, 12, 31, tzinfo=dt.UTC), refusals.CertificateNotYetValid),
        (dt.datetime(2035, 1, 2, tzinfo=dt.UTC), refusals.CertificateExpired),
    ],
)
def test_a_certificate_out_of_its_period_does_not_sign(minh, minhs_key, wish, now, refusal):
    with pytest.raises(refusal):
        tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=now)


def test_a_certificate_of_an_unknown_issuer_does_not_sign(node, tmp_path, minh, minhs_key, wish):
    Authorities(tmp_path / "elsewhere" / "pki").found(NOW)
    node.NHIP_DEMO = str(tmp_path / "elsewhere")

    with pytest.raises(refusals.IssuerUnknown):
        tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW)


def test_without_a_revocation_list_nobody_signs(minh, minhs_key, wish, authorities, monkeypatch):
    monkeypatch.setattr(type(authorities), "refresh_lists", lambda self, now: None)

    with pytest.raises(refusals.RevocationUnknown):
        tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW + 60 * DAY)


def test_the_lists_of_a_demonstration_follow_its_clock(minh, minhs_key, wish):
    request = tasks.begin(actor=minh, key_id=minhs_key.pk, wish=wish, now=NOW + 60 * DAY)

    assert "CRL 2021-10-14" in request.certificate_evidence


def test_when_the_time_stamp_authority_is_out_the_signature_is_made_without(
    node, minh, minhs_key, wish
):
    node.NHIP_TSA_URL = "http://127.0.0.1:9/tsa"

    signed = tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)

    assert not signed.time_stamped
    assert not SigningRequest.objects.get().time_stamped


def test_the_stamp_is_refused_while_the_authority_is_out(node, paper):
    with pytest.raises(refusals.TimeStampAuthorityIsOut):
        tasks.stamp_file(sha256=paper)


def test_a_document_time_stamp_is_appended_once_the_authority_answers(
    node, time_stamp_service, minh, minhs_key, wish
):
    signed = tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)
    node.NHIP_TSA_URL = time_stamp_service

    stamped = tasks.stamp_file(sha256=signed.sha256)
    name(stamped.sha256, size=stamped.size, media_type="application/pdf", now=NOW)

    verdict, _data = tasks.verify_file(actor=minh, sha256=stamped.sha256, now=NOW)
    assert verdict.conclusion is Conclusion.GOOD
    assert verdict.reasons == ()
    assert files.fetch(stamped.sha256).startswith(files.fetch(signed.sha256))


def test_the_signature_is_stamped_when_the_authority_answers(
    node, time_stamp_service, minh, minhs_key, wish
):
    node.NHIP_TSA_URL = time_stamp_service

    assert tasks.sign_file(
        actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW
    ).time_stamped


def test_the_pin_stands_neither_in_the_database_nor_in_the_log(minh, minhs_key, wish, caplog):
    caplog.set_level(logging.DEBUG)

    tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)

    rows = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    assert any(minh.full_name in row for row in rows)
    assert not any(PIN in row for row in rows)
    assert PIN not in caplog.text


def test_a_verdict_is_never_rewritten(minh, minhs_key, wish):
    signed = tasks.sign_file(actor=minh, key_id=minhs_key.pk, wish=wish, pin=PIN, now=NOW)
    tasks.verify_file(actor=minh, sha256=signed.sha256, now=NOW)

    with pytest.raises(Exception, match="append-only"):
        Verification.objects.update(conclusion="good")


def test_a_certificate_for_another_purpose_does_not_sign(node, admin, minh, authorities, wish):
    issued = authorities.issue(PEOPLE, MINH, Terms(signs=False))
    key = actions.register_key(
        actor=admin,
        holder=actions.Holder(minh.pk),
        registration=actions.Registration(
            Key.Purpose.PERSONAL, Key.Driver.DEVICE, "", issued.der, authorities.chain(PEOPLE)
        ),
        now=NOW,
    )

    with pytest.raises(refusals.WrongPurpose):
        tasks.begin(actor=minh, key_id=key.pk, wish=wish, now=NOW)
