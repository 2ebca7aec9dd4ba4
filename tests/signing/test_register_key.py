"""Đăng ký khóa: whose key, for what, opened how."""

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nhip.events.models import Event
from nhip.signing import actions, queries
from nhip.signing.models import Key
from nhip.signing.providers import keys
from nhip.signing.providers.authorities import AGENCIES, PEOPLE
from nhip.signing.providers.drivers import WrongPin
from nhip.signing.providers.keys import NotADemonstration, NotTheCertificate, OpensElsewhere
from tests.keys import PIN
from tests.signing.papers import COMMITTEE, MINH, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(authorities):
    certificate = authorities.issue_file(PEOPLE, MINH, keys.folder() / "minh.pem")
    return actions.Registration(
        purpose=Key.Purpose.PERSONAL,
        driver=Key.Driver.DEMO,
        location="minh.pem",
        certificate=certificate,
        chain=authorities.chain(PEOPLE),
    )


def test_a_key_is_found_for_its_person_while_its_certificate_holds(admin, minh, registration):
    key = actions.register_key(
        actor=admin, holder=actions.Holder(minh.pk), registration=registration, now=NOW
    )

    assert queries.personal_key(minh.pk, now=NOW) == key
    assert key.holder_name == "Nguyễn Văn Minh"
    assert Event.objects.filter(name=actions.REGISTERED).count() == 1


def test_without_a_key_there_is_nothing_to_sign_with(minh, tay_ninh):
    with pytest.raises(queries.NoKey):
        queries.personal_key(minh.pk, now=NOW)
    with pytest.raises(queries.NoKey):
        queries.agency_key(tay_ninh.pk, now=NOW)
    with pytest.raises(queries.NoKey):
        queries.transport_key(tay_ninh.pk, now=NOW)


def test_the_same_key_is_registered_once(admin, minh, registration):
    holder = actions.Holder(minh.pk)
    actions.register_key(actor=admin, holder=holder, registration=registration, now=NOW)

    with pytest.raises(actions.AlreadyRegistered):
        actions.register_key(actor=admin, holder=holder, registration=registration, now=NOW)


def test_only_an_administrator_registers_keys(hoa, minh, registration):
    with pytest.raises(PermissionDenied):
        actions.register_key(
            actor=hoa, holder=actions.Holder(minh.pk), registration=registration, now=NOW
        )


def test_a_key_that_signs_documents_never_opens_by_itself(admin, minh, registration):
    alone = dataclasses.replace(registration, driver=Key.Driver.NODE)

    with pytest.raises(actions.NotAnOpenDriver):
        actions.register_key(
            actor=admin, holder=actions.Holder(minh.pk), registration=alone, now=NOW
        )


def test_the_database_itself_forbids_a_personal_key_of_nobody(admin, registration):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.register_key(
            actor=admin, holder=actions.Holder(), registration=registration, now=NOW
        )


def test_a_demonstration_opens_the_keys_of_invented_people(node, admin, minh, registration):
    key = actions.register_key(
        actor=admin, holder=actions.Holder(minh.pk), registration=registration, now=NOW
    )

    assert keys.open_key(key, "").certificate == registration.certificate


def test_nothing_but_a_demonstration_opens_such_keys(settings, admin, minh, registration):
    settings.NHIP_DEMO = ""
    key = actions.register_key(
        actor=admin, holder=actions.Holder(minh.pk), registration=registration, now=NOW
    )

    with pytest.raises(NotADemonstration):
        keys.open_key(key, "")


def test_a_real_person_has_no_such_key_even_in_a_demonstration(node, admin, thu, registration):
    key = actions.register_key(
        actor=admin, holder=actions.Holder(thu.pk), registration=registration, now=NOW
    )

    with pytest.raises(NotADemonstration):
        keys.open_key(key, "")


def test_a_key_file_opens_with_the_pin_alone(minhs_key):
    assert keys.open_key(minhs_key, PIN).certificate == bytes(minhs_key.certificate)
    with pytest.raises(WrongPin):
        keys.open_key(minhs_key, "")


def test_a_key_file_that_was_replaced_is_noticed(minhs_key, authorities):
    authorities.issue_pkcs12(PEOPLE, MINH, PIN, keys.folder() / minhs_key.location)

    with pytest.raises(NotTheCertificate):
        keys.open_key(minhs_key, PIN)


def test_a_key_on_its_owners_device_opens_there(minhs_key):
    minhs_key.driver = Key.Driver.DEVICE

    with pytest.raises(OpensElsewhere):
        keys.open_key(minhs_key, "")


def test_an_agencys_message_key_opens_without_a_person(admin, tay_ninh, authorities):
    certificate = authorities.issue_file(AGENCIES, COMMITTEE, keys.folder() / "h53.pem")
    actions.register_key(
        actor=admin,
        holder=actions.Holder(unit_id=tay_ninh.pk),
        registration=actions.Registration(
            Key.Purpose.TRANSPORT, Key.Driver.NODE, "h53.pem", certificate, ()
        ),
        now=NOW,
    )

    key = queries.transport_key(tay_ninh.pk, now=NOW)

    assert keys.open_transport_key(key).sign(b"message")
