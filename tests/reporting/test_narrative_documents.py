"""Lời thuyết minh bằng Word: text goes out and comes back, and its figures stay the table's."""

import io
import re
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from nhip.reporting import actions
from nhip.reporting.models import Report
from nhip.reporting.providers.narrative_documents import NotADocument, _answer, read_document
from nhip.reporting.rules.returned_texts import Document, numbers_typed
from nhip.reporting.tasks import narrative_text as tasks
from tests.reporting.country import NOW, fill

pytestmark = [pytest.mark.django_db, pytest.mark.requirement(25)]
OUTLINE = (
    "Trong ngày ghi nhận {covid19!new} ca mắc COVID-19; cộng dồn từ ngày 27/4/2021 là"
    " {covid19!cumulative} ca."
)
PART = "word/document.xml"


@pytest.fixture
def written(filled):
    """6,150 brought forward and 97 new, so 6,247 in all; the outline's sentence stands."""
    return Report.objects.whole().get(pk=filled.pk)


def sent_back(report, change):
    """Return the report's document after somebody changed its XML."""
    content = tasks.document_of(report, now=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[PART] = change(parts[PART].decode()).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def take(actor, report, content, revision=None):
    return tasks.take_text(
        actor=actor,
        report_id=report.pk,
        content=content,
        revision=report.revision if revision is None else revision,
        now=NOW,
    )


def reworded(xml):
    return xml.replace("Trong ngày ghi nhận ", "Hôm nay có ").replace(" ca.", " ca, tăng nhẹ.")


def faults(report, content):
    return [
        (one.code, one.paragraph, one.expected, one.found)
        for one in tasks.propose_text(report, content, now=NOW).faults
    ]


def test_text_goes_out_and_comes_back_with_its_figures_bound(lan, written):
    report = take(lan, written, sent_back(written, reworded))

    said = OUTLINE.replace("Trong ngày ghi nhận", "Hôm nay có").replace(" ca.", " ca, tăng nhẹ.")
    assert report.texts == {"tinh-hinh": said}


def test_what_changes_is_shown_before_it_is_stored(written):
    (change,) = tasks.propose_text(written, sent_back(written, reworded), now=NOW).changes

    assert change.before.startswith("Trong ngày ghi nhận 97 ca")
    assert change.after.startswith("Hôm nay có 97 ca")
    assert change.after.endswith("6.247 ca, tăng nhẹ.")
    assert written.texts == {"tinh-hinh": OUTLINE}


def test_the_same_document_changes_nothing(written):
    assert tasks.propose_text(written, sent_back(written, str), now=NOW).changes == []


def test_a_changed_figure_is_refused_with_its_place(lan, written):
    content = sent_back(written, lambda xml: xml.replace(">97<", ">98<"))

    assert faults(written, content) == [("figure-was-changed", 1, "97", "98")]
    with pytest.raises(tasks.DocumentHasFaults):
        take(lan, written, content)
    assert Report.objects.get(pk=written.pk).texts == {"tinh-hinh": OUTLINE}


def test_a_figure_cut_out_is_refused(written):
    content = sent_back(
        written,
        lambda xml: re.sub(r"<w:bookmarkStart[^>]*nhip_cell_0.*?<w:bookmarkEnd[^>]*>", "", xml),
    )
    assert faults(written, content) == [("figure-was-cut", 0, "covid19!new", "")]


def test_a_figure_typed_over_its_place_is_no_figure_of_the_table(written):
    def typed(xml):
        place = r"<w:bookmarkStart[^>]*nhip_cell_0[^>]*>(.*?)<w:bookmarkEnd[^>]*>"
        return re.sub(place, r"\1", xml)

    assert faults(written, sent_back(written, typed)) == [("figure-was-cut", 0, "covid19!new", "")]


def test_a_heading_cut_out_is_refused(written):
    content = sent_back(
        written, lambda xml: re.sub(r"<w:p><w:pPr><w:pStyle w:val=\"Heading1\".*?</w:p>", "", xml)
    )
    assert faults(written, content) == [("section-was-cut", 0, "", "")]


def test_a_figure_split_over_runs_and_a_struck_word_are_read_as_a_person_reads_them(lan, written):
    def edited(xml):
        xml = xml.replace(">97</w:t></w:r>", ">9</w:t></w:r><w:r><w:t>7</w:t></w:r>")
        struck = '<w:del w:id="90"><w:r><w:delText>rất </w:delText></w:r></w:del>'
        added = '<w:ins w:id="91"><w:r><w:t>nhiều </w:t></w:r></w:ins>'
        return xml.replace("<w:p><w:r>", f"<w:p>{struck}{added}<w:r>", 1)

    report = take(lan, written, sent_back(written, edited))

    assert report.texts["tinh-hinh"] == "nhiều " + OUTLINE


def test_new_paragraphs_stay_paragraphs_and_braces_bind_nothing(lan, written):
    more = "<w:p><w:r><w:t>Đoạn hai {covid19!new}.</w:t></w:r></w:p>"
    identity = '<w:p><w:bookmarkStart w:id="4"'
    content = sent_back(written, lambda xml: xml.replace(identity, more + identity))

    assert take(lan, written, content).texts["tinh-hinh"] == f"{OUTLINE}\nĐoạn hai (covid19!new)."


def test_numbers_nobody_bound_are_shown_to_whoever_confirms(written):
    content = sent_back(written, lambda xml: xml.replace(" ca.", " ca, trong đó 12 ca nặng."))

    (change,) = tasks.propose_text(written, content, now=NOW).changes
    assert change.typed == ["12"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Từ ngày 27/4/2021, theo Thông tư 54/2015/TT-BYT, tháng 8 năm 2021", []),
        ("{a!b} ca", []),
        ("tăng 12,5% và 1.234 hồ sơ.", ["12,5", "1.234"]),
        ("covid19", []),
    ],
)
def test_days_and_laws_are_no_figures(text, numbers):
    assert numbers_typed(text) == numbers


def test_a_figure_follows_the_table_when_it_changed_meanwhile(lan, written):
    content = sent_back(written, reworded)
    newer = fill(lan, written, new=100)
    take(lan, newer, content, revision=newer.revision)

    shown = tasks.propose_text(Report.objects.whole().get(pk=written.pk), content, now=NOW)
    assert (shown.changes, shown.faults) == ([], ())


def test_who_wrote_meanwhile_is_not_written_over(lan, written):
    content = sent_back(written, reworded)
    actions.write_narrative(
        actor=lan,
        report_id=written.pk,
        section="tinh-hinh",
        text="Khác: {covid19!new}, {covid19!cumulative}.",
        now=NOW,
    )
    # The page showed the newer text beside the document's; confirming says which is meant.
    (change,) = tasks.propose_text(
        Report.objects.whole().get(pk=written.pk), content, now=NOW
    ).changes
    assert change.before.startswith("Khác: 97")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_document_is_refused(content, lan, written):
    with pytest.raises(tasks.DocumentIsUnreadable):
        take(lan, written, content)


def test_a_document_of_another_report_is_refused(lan, written):
    other = sent_back(written, lambda xml: xml.replace("D:2021-08-14", "D:2021-08-13"))

    with pytest.raises(tasks.DocumentIsNotOurs):
        take(lan, written, other)


def test_a_stranger_writes_no_text(hoa, written):
    with pytest.raises(PermissionDenied):
        take(hoa, written, sent_back(written, reworded))


def test_a_document_with_a_dtd_is_refused(written):
    content = sent_back(written, lambda xml: f"<!DOCTYPE a><!-- -->{xml}")

    with pytest.raises(NotADocument):
        read_document(content)


def test_no_damage_breaks_the_reader(written):
    whole = tasks.document_of(written, now=NOW)

    @settings(max_examples=40, derandomize=True, database=None, deadline=None)
    @given(st.data())
    def tried(data):
        content = bytearray(whole)
        for _each in range(data.draw(st.integers(1, 30))):
            content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        assert isinstance(_answer(bytes(content)), Document | str)

    tried()


# --- Pages --------------------------------------------------------------------------------


def test_the_pages_lead_from_the_download_to_the_stored_text(client, lan, written, august):
    client.force_login(lan)
    place = f"/reporting/reports/{written.pk}/text"
    assert client.get(f"{place}.docx").content.startswith(b"PK")
    document = io.BytesIO(sent_back(written, reworded))
    document.name = "loi.docx"

    page = client.post(f"{place}/", {"file": document}).content.decode()
    assert "Hôm nay có 97 ca" in page
    (sha256,) = re.findall(r'name="sha256" value="(\w{64})"', page)
    client.post(f"{place}/taken/", {"sha256": sha256, "revision": written.revision})

    assert Report.objects.get(pk=written.pk).texts["tinh-hinh"].startswith("Hôm nay có {")


def test_the_page_says_which_figure_was_changed(client, lan, written, august):
    client.force_login(lan)
    document = io.BytesIO(sent_back(written, lambda xml: xml.replace(">97<", ">98<")))
    document.name = "loi.docx"

    page = client.post(f"/reporting/reports/{written.pk}/text/", {"file": document})
    assert "Tình hình dịch bệnh”, đoạn 1: số 97 đã bị sửa thành “98”" in page.content.decode()
