"""Đọc và ghi edXML: one order out, any order in, everything wrong named at once."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from nhip.exchange.rules import limits, reading, writing
from nhip.exchange.rules.edxml import EDXML
from nhip.exchange.rules.faults import Fault, Problem
from nhip.exchange.rules.letters import Business, Letter, PartDigest, Party, Receipt
from nhip.exchange.rules.parts import octets
from tests.exchange.letters import DAY, NOW, PDF, attachment, delivery, letter, status

MESSAGE_ID = "5f0c0d1e-0000-4000-8000-000000000001"


def tree_of(draft):
    return etree.fromstring(f"{draft.head}{draft.tail}</edXML>".encode())


def read(root, parts=(), today=DAY):
    pieces = reading.pieces_of(root)
    return reading.read(pieces, {key: octets(data) for key, data in parts}, today=today)


def read_back(content, parts=()):
    draft = writing.draft_letter if isinstance(content, Letter) else writing.draft_status
    return read(tree_of(draft(content, delivery(MESSAGE_ID))), parts)


def parts_of(content):
    return [(one.content_id, PDF) for one in content.attachments]


# --- There and back -------------------------------------------------------------------------

VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸÍÌỈĨỊÓÒỎÕỌỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ"
    " <>&\"'\u0301\u0323\n\r"
)


def words(most, least=1):
    return (
        st.text(VIETNAMESE + "0123456789./-", min_size=least, max_size=most)
        .map(str.strip)
        .filter(lambda text: len(text) >= least)
    )


def letters():
    return st.builds(
        letter,
        parts=st.integers(0, 50).map(lambda count: (PDF,) * count),
        recipient=st.builds(Party, st.just("G22.03.1A"), words(200)),
        document_id=words(255),
        number=st.from_regex(r"[0-9]{1,11}", fullmatch=True),
        notation=words(30),
        place=words(50, least=0),
        promulgated_on=st.dates(dt.date(1945, 9, 2), DAY),
        kind_name=words(100),
        kind_detail=st.none() | st.integers(1, 40),
        subject=words(500),
        signer_name=words(50, least=0),
        due_on=st.none() | st.dates(dt.date(1945, 9, 2), dt.date(2099, 1, 1)),
        to_places=st.lists(words(20), max_size=3).map(tuple) | st.just(("UBND tỉnh",) * 500),
        priority=st.integers(0, 4),
    )


@settings(max_examples=60, deadline=None)
@given(letters())
def test_what_is_written_reads_back_equal(sent):
    found = read_back(sent, parts_of(sent))

    assert found.faults == ()
    assert found.content == sent
    assert found.unread == ()


@settings(max_examples=60, deadline=None)
@given(words(1_000, least=0), st.from_regex(r"[0-9]{2}", fullmatch=True), words(100, least=0))
def test_a_status_reads_back_equal(description, code, staff):
    receipt = Receipt(MESSAGE_ID, "a" * 64, (PartDigest("part0", "b" * 64),), 121, 9, "c" * 64)
    sent = status(description=description, code=code, staff=staff, receipt=receipt)

    found = read_back(sent)

    assert found.faults == ()
    assert found.content == sent


@pytest.mark.parametrize("business", [Business.RECALL, Business.UPDATE, Business.REPLACE])
def test_a_change_names_the_document_it_changes(business):
    sent = letter(business=business, replaces="H53,2021/08/14,04/BC-UBND", reason="Sai số liệu")

    assert read_back(sent, parts_of(sent)).content == sent


# --- The form on the wire -------------------------------------------------------------------


def test_everything_of_the_standard_is_written_with_its_prefix_in_one_order():
    written = writing.draft_letter(letter(), delivery()).head

    names = re.findall(r"<edXML:(\w+)", written)
    assert "<edXML:MessageHeader " in written
    assert names.index("From") < names.index("To") < names.index("Code")
    assert names.index("Subject") < names.index("SignerInfo") < names.index("OtherInfo")
    assert names.index("OtherInfo") < names.index("DocumentId") < names.index("TraceHeader")
    assert written.startswith('<?xml version="1.0" encoding="UTF-8"?>')


def test_any_order_and_a_default_namespace_are_read():
    root = tree_of(writing.draft_letter(letter(), delivery(MESSAGE_ID)))
    header = reading.pieces_of(root).header
    header[:] = reversed(header)
    plain = etree.tostring(root).decode().replace("edXML:", "").replace(f'xmlns="{EDXML}"', "", 1)

    found = read(etree.fromstring(plain.replace("xmlns:edXML", "xmlns")), parts_of(letter()))

    assert found.content == letter()


def test_unknown_elements_are_kept_as_they_stand():
    root = tree_of(writing.draft_letter(letter(), delivery(MESSAGE_ID)))
    header = reading.pieces_of(root).header
    etree.SubElement(header, f"{{{EDXML}}}SteeringType").text = "2"
    etree.SubElement(header.find(f"{{{EDXML}}}From"), f"{{{EDXML}}}Email").text = "a@b.invalid"

    found = read(root, parts_of(letter()))

    assert found.content == letter()
    assert [etree.fromstring(raw).text for raw in found.unread] == ["a@b.invalid", "2"]


def test_what_today_calls_the_minimal_message_is_read():
    root = etree.fromstring(MINIMAL)

    found = read(root, [("5f0c", PDF)], today=dt.date(2026, 2, 4))

    assert found.content is None  # it has no identity of its own
    assert [fault.path for fault in found.faults] == ["Delivery.MessageId", "Delivery.CreatedAt"]


# --- Faults ---------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_listed_at_once():
    root = tree_of(writing.draft_letter(letter(), delivery(MESSAGE_ID)))
    header = reading.pieces_of(root).header
    by_name = {etree.QName(one).localname: one for one in header.iter()}
    by_name["OrganName"].text = "N" * 201
    by_name["PromulgationDate"].text = "15-08-2021"
    by_name["Priority"].text = "khẩn"
    header.remove(by_name["Subject"])

    found = read(root, parts_of(letter()))

    assert found.content is None
    assert {fault.code for fault in found.faults} == {
        "R.MessageHeader.To.OrganName",
        "T.MessageHeader.PromulgationInfo.PromulgationDate",
        "T.MessageHeader.OtherInfo.Priority",
        "N.MessageHeader.Subject",
    }


def test_lengths_are_counted_in_characters_not_in_bytes_or_groups():
    long_code = ".".join(["H53"] * 9)  # 35 characters, 9 groups
    fits = letter(subject="ệ" * 500, recipient=Party(long_code, "Cơ quan"))

    assert limits.faults_in_letter(fits, today=DAY) == []
    assert limits.faults_in_letter(letter(subject="ệ" * 501), today=DAY) == [
        Fault(Problem.TOO_LONG, "MessageHeader.Subject", "500")
    ]


def test_a_document_is_not_of_tomorrow():
    tomorrow = letter(promulgated_on=DAY + dt.timedelta(days=1))

    assert [one.problem for one in limits.faults_in_letter(tomorrow, today=DAY)] == [
        Problem.IN_THE_FUTURE
    ]


def test_a_comment_does_not_cut_a_value_short():
    root = tree_of(writing.draft_letter(letter(), delivery(MESSAGE_ID)))
    number = next(root.iter(f"{{{EDXML}}}CodeNumber"))
    number.text = "0"
    number.append(etree.Comment("x"))
    number[0].tail = "5"

    found = read(root, parts_of(letter()))

    assert [fault.problem for fault in found.faults] == [Problem.NOT_PLAIN_TEXT]


def test_a_second_receiver_is_a_fault():
    root = tree_of(writing.draft_letter(letter(), delivery(MESSAGE_ID)))
    to = next(root.iter(f"{{{EDXML}}}To"))
    to.addnext(etree.fromstring(etree.tostring(to)))

    found = read(root, parts_of(letter()))

    assert [fault.code for fault in found.faults] == ["R.MessageHeader.To"]


@pytest.mark.parametrize(
    ("attached", "problem"),
    [
        ([], Problem.MISSING),
        ([("part0", PDF), ("other", PDF)], Problem.NOT_IN_MANIFEST),
    ],
)
def test_manifest_and_attachments_agree(attached, problem):
    root = tree_of(writing.draft_letter(letter(), delivery(MESSAGE_ID)))

    assert [fault.problem for fault in read(root, attached).faults] == [problem]


def test_parts_are_told_apart_by_plain_identities():
    twice = letter(attachments=(attachment(content_id="a"), attachment(content_id="a")))
    odd = letter(attachments=(attachment(content_id="../a b"),))

    assert [one.problem for one in limits.faults_in_letter(twice, today=DAY)] == [Problem.REPEATED]
    assert [one.problem for one in limits.faults_in_letter(odd, today=DAY)] == [
        Problem.NOT_AN_IDENTITY
    ]


def test_times_are_written_in_ha_noi_time():
    head = writing.draft_status(status(reported_at=NOW), delivery()).head

    assert "<edXML:Timestamp>2021/08/15 08:00:00</edXML:Timestamp>" in head


MINIMAL = f"""<edXML xmlns="{EDXML}" xmlns:edXML="{EDXML}">
  <edXML:edXMLEnvelope><edXML:edXMLHeader><edXML:MessageHeader>
    <edXML:From><edXML:OrganId>G99.01</edXML:OrganId>
      <edXML:OrganName>Văn phòng Bộ Ví dụ</edXML:OrganName></edXML:From>
    <edXML:To><edXML:OrganId>H99</edXML:OrganId>
      <edXML:OrganName>UBND tỉnh Thử nghiệm</edXML:OrganName></edXML:To>
    <edXML:Code><edXML:CodeNumber>05</edXML:CodeNumber>
      <edXML:CodeNotation>BVD-VP</edXML:CodeNotation></edXML:Code>
    <edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place>
      <edXML:PromulgationDate>2026/02/03</edXML:PromulgationDate></edXML:PromulgationInfo>
    <edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeDetail>18</edXML:TypeDetail>
      <edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
    <edXML:Subject>V/v kết nối thử nghiệm hệ thống</edXML:Subject>
    <edXML:DocumentId>G99.01,2026/02/03,05/BVD-VP</edXML:DocumentId>
  </edXML:MessageHeader></edXML:edXMLHeader>
  <edXML:edXMLBody><edXML:edXMLManifest version="1.0"><edXML:Reference>
    <edXML:ContentId>cid:5f0c</edXML:ContentId>
    <edXML:ContentType>application/pdf</edXML:ContentType>
    <edXML:AttachmentName>05_BVD-VP.pdf</edXML:AttachmentName>
  </edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>
</edXML>""".encode()
