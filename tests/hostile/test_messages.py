"""Gói tin thù địch ở hai cửa: each is refused with a code in both languages, and nothing stays.

The refusal itself is kept, with what the envelope claimed: nothing is lost. What the older
tests prove of single attacks (``tests/exchange/test_doors.py``, ``test_signatures.py``) is here
proven of all of them together.
"""

import copy
import datetime as dt
import io
import time
import zipfile

import pytest
from django.test import Client
from lxml import etree

from nhip.exchange.actions import Entry, distrust_partner, register_partner
from nhip.exchange.models import Message, Partner, Refusal, Relay
from nhip.files import providers as files
from nhip.files.models import StoredFile
from nhip.signing.providers.authorities import AGENCIES, PEOPLE, Authorities, Holder, Terms
from nhip.signing.providers.drivers import InMemory
from tests.exchange.conftest import (  # noqa: F401  (found by their names)
    CLERK,
    NODES,
    agencies,
    drivers,
    pki,
)
from tests.exchange.letters import HEALTH, NOW, PDF, TAY_NINH, delivery, envelope, letter
from tests.exchange.test_signatures import changed, wrapped_in_object

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agencies")]
DOORS = {"hub": "/axis/hub/messages", "inbox": "/axis/inbox"}
DAY = dt.timedelta(days=1)


def enrolled(pki, authority, *, terms=None, enter=False):  # noqa: F811
    """Return a key that some authority certified, in the directory if so wished."""
    holder = Holder(TAY_NINH.name, "Trình diễn", "H53")
    issued = Authorities(pki / "pki").issue(authority, holder, *([terms] if terms else []))
    if enter:
        entry = Entry("H53", issued.der, NODES["H53"])
        Partner.objects.filter(code="H53").delete()
        register_partner(actor=CLERK, entry=entry, now=NOW - DAY)
    return InMemory(issued.key, issued.der, ())


def bomb():
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.pdf", b"%PDF" + bytes(30 * 2**20))
    return box.getvalue()


def signed_bomb(keys, pki):  # noqa: F811
    data = bomb()
    return envelope(keys["H53"], letter(parts=(data,)), parts=(data,))


def entities(keys, pki):  # noqa: F811
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return envelope(keys["H53"]).replace(b"?>", b"?>" + laughs, 1)


def external_entity(keys, pki):  # noqa: F811
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return envelope(keys["H53"]).replace(b"?>", b"?>" + outside, 1).replace(b">05<", b">&a;<")


def deep(keys, pki):  # noqa: F811
    nested = b"<a>" * 5_000 + b"</a>" * 5_000
    return envelope(keys["H53"]).replace(b"</edXML:edXMLBody>", nested + b"</edXML:edXMLBody>")


def wrapped(keys, pki):  # noqa: F811
    return changed(envelope(keys["H53"]), wrapped_in_object)


def unsigned(keys, pki):  # noqa: F811
    def strip(root):
        found = next(one for one in root.iter() if etree.QName(one).localname == "Signature")
        found.getparent().remove(found)

    return changed(envelope(keys["H53"]), strip)


def signature_of_another_letter(keys, pki):  # noqa: F811
    other = etree.fromstring(envelope(keys["H53"], letter(subject="Khác")))

    def paste(root):
        ours, theirs = (
            next(one for one in tree.iter() if etree.QName(one).localname == "Signature")
            for tree in (root, other)
        )
        ours.getparent().replace(ours, copy.deepcopy(theirs))

    return changed(envelope(keys["H53"]), paste)


def from_of_another(keys, pki):  # noqa: F811
    return envelope(keys["H53"], letter(sender=HEALTH))


def key_of_another(keys, pki):  # noqa: F811
    return envelope(keys["G18"])


def expired(keys, pki):  # noqa: F811
    terms = Terms(valid_from=NOW - 300 * DAY, valid_to=NOW - DAY)
    return envelope(enrolled(pki, AGENCIES, terms=terms, enter=True))


def not_yet_valid(keys, pki):  # noqa: F811
    terms = Terms(valid_from=NOW + DAY, valid_to=NOW + 300 * DAY)
    return envelope(enrolled(pki, AGENCIES, terms=terms, enter=True))


def revoked(keys, pki):  # noqa: F811
    partner = Partner.objects.get(code="H53")
    distrust_partner(actor=CLERK, partner_id=partner.pk, reason="lộ khóa", now=NOW)
    return envelope(keys["H53"])


def unregistered(keys, pki):  # noqa: F811
    return envelope(enrolled(pki, AGENCIES))


def of_another_purpose(keys, pki):  # noqa: F811
    return envelope(enrolled(pki, PEOPLE))


def from_the_future(keys, pki):  # noqa: F811
    return envelope(keys["H53"], at=delivery(created_at=NOW + DAY))


ATTACKS = {
    signed_bomb: "faulty-envelope",
    entities: "unsafe-xml",
    external_entity: "unsafe-xml",
    deep: "unsafe-xml",
    wrapped: "not-an-envelope",
    unsigned: "not-an-envelope",
    signature_of_another_letter: "signature-does-not-hold",
    from_of_another: "not-that-sender",
    key_of_another: "not-that-sender",
    expired: "signature-does-not-hold",
    not_yet_valid: "signature-does-not-hold",
    revoked: "not-that-sender",
    unregistered: "not-that-sender",
    of_another_purpose: "not-that-sender",
    from_the_future: "from-the-future",
}


def kept():
    """Count the rows and the files that an envelope could leave behind."""
    rows = (Message, Relay, StoredFile)
    return [*(one.objects.count() for one in rows), len(list(files.stored_before(2**40)))]


def knock(door, data, language):
    return Client().post(
        DOORS[door],
        data,
        content_type="application/edxml+xml",
        headers={"Accept-Language": language},
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_hostile_envelope_is_refused_in_both_languages_and_leaves_its_refusal(
    attack,
    drivers,  # noqa: F811
    pki,  # noqa: F811
):
    data, before, started = attack(drivers, pki), kept(), time.monotonic()

    answers = {language: knock("hub", data, language) for language in ("vi", "en")}

    assert time.monotonic() - started < 30  # on a busy machine; usually tenths
    assert {one.json()["code"] for one in answers.values()} == {ATTACKS[attack]}
    assert answers["vi"].json()["detail"] != answers["en"].json()["detail"]
    assert all(400 <= one.status_code < 500 for one in answers.values())
    assert kept() == before
    assert Refusal.objects.filter(door="hub", code=ATTACKS[attack]).count() == 2


@pytest.mark.parametrize("door", DOORS)
def test_a_replayed_envelope_is_answered_again_and_kept_once(door, drivers):  # noqa: F811
    data = envelope(drivers["H53"])
    first, after_first = knock(door, data, "vi"), kept()

    replayed = [knock(door, data, "vi") for _ in range(3)]

    assert {one.content for one in replayed} == {first.content}
    assert kept() == after_first


def test_a_bomb_that_a_neighbour_signed_is_kept_refused_and_answered(drivers):  # noqa: F811
    answer = knock("inbox", signed_bomb(drivers, None), "vi")

    message = Message.objects.incoming().get()
    said = Message.objects.outgoing().get()
    assert (answer.status_code, message.state, said.code) == (202, Message.State.REFUSED, "02")
    assert said.status.description


def test_one_good_letter_comes_in_after_all_that(drivers):  # noqa: F811
    knock("inbox", b"<edXML>" + b"<a>" * 60_000, "vi")

    assert knock("inbox", envelope(drivers["H53"], parts=(PDF,)), "vi").status_code == 202
