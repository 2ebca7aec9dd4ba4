"""Chữ ký gói tin: what is read is what was signed, wherever an attacker puts the rest."""

import base64
import copy
import datetime as dt

import pytest
from lxml import etree

from nhip.core.errors import Refused
from nhip.exchange.providers import envelopes, signatures
from nhip.exchange.providers.envelopes import NotAnEnvelope
from nhip.exchange.providers.signatures import SignatureDoesNotHold
from nhip.exchange.rules import reading
from nhip.exchange.rules.edxml import DSIG, EDXML
from tests.exchange.letters import DAY, NOW, PDF, delivery, envelope, letter, status

DS, EX = f"{{{DSIG}}}", f"{{{EDXML}}}"


@pytest.fixture
def sent(drivers):
    return envelope(drivers["H53"])


def judge(data, driver):
    """Return what a receiver reads in an envelope of that agency."""
    opened = envelopes.open_envelope(data)
    verified = signatures.verify(opened, driver.certificate, at=NOW)
    return reading.read(verified.pieces, opened.octets, today=DAY).content


def changed(data, change):
    """Return the envelope after an attacker's hand."""
    root = etree.fromstring(data)
    change(root)
    return etree.tostring(root)


def test_a_signed_letter_is_read(sent, drivers):
    assert judge(sent, drivers["H53"]) == letter()


def test_a_letter_without_parts_and_a_status_are_signed_too(drivers):
    bare = envelope(drivers["H53"], letter(parts=()), parts=())
    said = envelope(drivers["G22"], status())

    assert judge(bare, drivers["H53"]) == letter(parts=())
    assert judge(said, drivers["G22"]).code == "01"


def test_a_trace_entry_of_a_hub_breaks_nothing(sent, drivers):
    opened = envelopes.open_envelope(sent)
    passed = envelopes.with_hop(opened, "G22", NOW)
    again = envelopes.open_envelope(passed)

    assert judge(passed, drivers["H53"]) == letter()
    assert [hop.code for hop in reading.hops_of(again.root)] == ["H53", "G22"]
    first = signatures.verify(opened, drivers["H53"].certificate, at=NOW)
    second = signatures.verify(again, drivers["H53"].certificate, at=NOW)
    assert first.digest == second.digest


def test_another_form_of_writing_the_same_breaks_nothing(sent, drivers):
    spaced = sent.replace(b"</edXML:edXMLEnvelope>", b"\n\n</edXML:edXMLEnvelope>\n ")

    assert judge(spaced, drivers["H53"]) == letter()


def test_a_letter_signed_with_rsa_is_read(drivers):
    from cryptography.hazmat.primitives.asymmetric import rsa

    from nhip.signing.providers.drivers import InMemory

    key = rsa.generate_private_key(65537, 2048)
    certificate = _self_signed(key)
    data = envelope(InMemory(key, certificate, ()))

    assert judge(data, InMemory(key, certificate, ())) == letter()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<edXML:CodeNumber>05<", b"<edXML:CodeNumber>06<"),
        (b"<edXML:OrganId>G22<", b"<edXML:OrganId>G18<"),
        (b"<edXML:BussinessDocType>0<", b"<edXML:BussinessDocType>1<"),
        (b"05_BC-UBND.pdf</edXML:AttachmentName>", b"06_BC-UBND.pdf</edXML:AttachmentName>"),
        (b"<nhip:OrganId>G22<", b"<nhip:OrganId>G18<"),
        (b"T01:00:00+00:00</nhip:CreatedAt>", b"T02:00:00+00:00</nhip:CreatedAt>"),
    ],
)
def test_one_changed_digit_is_seen(sent, drivers, before, after):
    assert sent.count(before) >= 1

    with pytest.raises(SignatureDoesNotHold):
        judge(sent.replace(before, after), drivers["H53"])


def test_one_changed_byte_of_an_attachment_is_seen(sent, drivers):
    encoded = base64.b64encode(PDF)
    other = base64.b64encode(PDF.replace(b"startxref", b"startxreg"))

    with pytest.raises(SignatureDoesNotHold, match="AttachmentEncoded"):
        judge(sent.replace(encoded, other), drivers["H53"])


def test_an_attachment_more_or_less_is_seen(sent, drivers):
    def add(root):
        added = copy.deepcopy(root.find(f".//{EX}Attachment"))
        added.find(f"{EX}ContentId").text = "cid:more"
        root.find(f"{EX}AttachmentEncoded").append(added)

    def remove(root):
        root.remove(root.find(f"{EX}AttachmentEncoded"))

    for change in (add, remove):
        with pytest.raises(SignatureDoesNotHold):
            judge(changed(sent, change), drivers["H53"])


def test_the_key_of_another_agency_does_not_hold(sent, drivers):
    with pytest.raises(SignatureDoesNotHold):
        judge(sent, drivers["G18"])


def test_a_certificate_that_has_run_out_does_not_hold(sent, drivers):
    opened = envelopes.open_envelope(sent)
    later = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)

    with pytest.raises(SignatureDoesNotHold):
        signatures.verify(opened, drivers["H53"].certificate, at=later)


# --- Wrapping: the signed element is moved, another stands in its place ----------------------


def forge(header):
    """Return a header that says something else."""
    forged = copy.deepcopy(header)
    forged.find(f"{EX}Subject").text = "Giả mạo"
    return forged


def wrapped_in_object(root):
    header = root.find(f".//{EX}MessageHeader")
    place, parent = header.getparent().index(header), header.getparent()
    forged = forge(header)
    del forged.attrib["Id"]
    etree.SubElement(root.find(f".//{DS}Signature"), f"{DS}Object").append(header)
    parent.insert(place, forged)


def beside_its_original(root):
    header = root.find(f".//{EX}MessageHeader")
    header.addprevious(forge(header))


def in_a_second_envelope(root):
    envelope = root.find(f"{EX}edXMLEnvelope")
    forged = copy.deepcopy(envelope)
    forged.find(f".//{EX}Subject").text = "Giả mạo"
    root.insert(0, forged)


def under_an_unknown_element(root):
    header = root.find(f".//{EX}MessageHeader")
    forged = forge(header)
    forged.attrib.pop("Id")
    header.getparent().append(etree.Element(f"{EX}Extension"))
    header.getparent()[-1].append(header)
    root.find(f".//{EX}edXMLHeader").insert(0, forged)


def another_body(root):
    body = root.find(f".//{EX}edXMLBody")
    forged = copy.deepcopy(body)
    forged.find(f".//{EX}AttachmentName").text = "khac.pdf"
    body.addprevious(forged)


def with_the_id_on_another_attribute(root):
    header = root.find(f".//{EX}MessageHeader")
    forged = forge(header)
    forged.set("ID", forged.attrib.pop("Id"))
    header.addprevious(forged)


def a_second_signature(root):
    signature = root.find(f".//{DS}Signature")
    signature.addprevious(copy.deepcopy(signature))


@pytest.mark.parametrize(
    "attack",
    [
        wrapped_in_object,
        beside_its_original,
        in_a_second_envelope,
        under_an_unknown_element,
        another_body,
        with_the_id_on_another_attribute,
        a_second_signature,
    ],
)
def test_a_wrapped_envelope_is_refused(sent, drivers, attack):
    with pytest.raises((NotAnEnvelope, SignatureDoesNotHold)):
        judge(changed(sent, attack), drivers["H53"])


def test_a_moved_header_is_read_as_it_was_signed_or_not_at_all(sent, drivers):
    """Whatever else the tree holds, the words of the attacker are never returned."""

    def hide(root):
        header = root.find(f".//{EX}MessageHeader")
        etree.SubElement(root.find(f".//{DS}Signature"), f"{DS}Object").append(header)

    with pytest.raises(Refused):
        judge(changed(sent, hide), drivers["H53"])


def test_a_signature_over_less_than_everything_is_refused(drivers):
    from dataclasses import replace

    from nhip.exchange.rules import writing

    draft = writing.draft_letter(letter(parts=()), delivery())
    less = replace(draft, signed_ids=("header", "delivery", "body"))
    data = signatures.sign(less, [], drivers["H53"]).envelope

    with pytest.raises(SignatureDoesNotHold, match="SignedInfo"):
        judge(data, drivers["H53"])


def test_a_reference_with_another_transform_is_refused(sent, drivers):
    other = sent.replace(
        b'<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">',
        b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">',
        1,
    )

    with pytest.raises(SignatureDoesNotHold, match="SignedInfo"):
        judge(other, drivers["H53"])


def _self_signed(key):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "RSA")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(Encoding.DER)
