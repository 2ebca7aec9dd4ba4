"""Văn bản: one committee, its people and keys, its neighbours on the axis, and a report to sign."""

import datetime as dt

import pytest

from nhip.core import clock
from nhip.core.web import system
from nhip.documents import actions, tasks
from nhip.documents.providers import typeset_report
from nhip.documents.rules.drafts import Addressee, Draft
from nhip.exchange.actions import Entry, register_partner
from nhip.files import providers as files
from nhip.signing.providers.authorities import Authorities
from tests import stamps
from tests.documents.pages import AT, report_page
from tests.keys import PIN, SEAL_PIN, agency_key, personal_key
from tests.people import let_sign, make_person, make_unit

NOW = AT
DAY = dt.date(2021, 8, 15)
RECIPIENTS = (Addressee("G22", "Văn phòng Chính phủ"), Addressee("G18", "Bộ Y tế"))


@pytest.fixture
def tay_ninh(db):
    return make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh")


@pytest.fixture
def lan(tay_ninh):
    return make_person("lan", "Trần Thị Lan", "reporter", tay_ninh)


@pytest.fixture
def minh(tay_ninh):
    return make_person("minh", "Nguyễn Văn Minh", "leader", tay_ninh)


@pytest.fixture
def thu(tay_ninh):
    return make_person("thu", "Lê Thị Thu", "clerk", tay_ninh)


@pytest.fixture
def hoa(tay_ninh):
    return make_person("hoa", "Phạm Thị Hoa", None, tay_ninh)


@pytest.fixture
def august(settings, tmp_path):
    """Let the jobs of a test live in August 2021; the clock can be set further."""
    settings.NHIP_CLOCK = tmp_path / "clock.json"
    clock.move_to(NOW)
    return clock.move_to


@pytest.fixture
def axis():
    return system("documents")


@pytest.fixture
def neighbours(axis):
    """The Government Office and the Ministry of Health, both connected to the axis."""
    units = (
        make_unit("G22", "Văn phòng Chính phủ", "Văn phòng Chính phủ"),
        make_unit("G18", "Bộ Y tế", "Bộ Y tế"),
    )
    for code in ("G22", "G18"):
        entry = Entry(code, code.encode(), f"http://127.0.0.1/{code}")
        register_partner(actor=axis, entry=entry, now=NOW)
    return units


@pytest.fixture
def competence(minh, thu, tay_ninh):
    return let_sign(minh, thu, tay_ninh, end=dt.date(2021, 9, 1), now=NOW)


@pytest.fixture(scope="session")
def typeset():
    """A report of Tây Ninh, set and ready to sign."""
    return typeset_report(report_page(), b"{}")


def draft_of(typeset, competence, **changes) -> Draft:
    values = {
        "agency_id": competence.agency_id,
        "kind": "BC",
        "notation": "BC-UBND",
        "place": "Tây Ninh",
        "subject": "Tình hình dịch COVID-19 ngày 14 tháng 8 năm 2021",
        "sha256": files.store(typeset.pdf),
        "size": len(typeset.pdf),
        "boxes": typeset.boxes,
        "competence_id": competence.pk,
        "recipients": RECIPIENTS,
        **changes,
    }
    return Draft(**values)


@pytest.fixture
def make_draft(lan, typeset, competence):
    """Return a function that drafts one more report of Tây Ninh."""

    def make(**changes):
        return actions.draft(actor=lan, draft=draft_of(typeset, competence, **changes), now=NOW)

    return make


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    """The authorities of a demonstration, founded once."""
    folder = tmp_path_factory.mktemp("country")
    made = Authorities(folder / "pki")
    made.found(NOW)
    return made


@pytest.fixture
def node(settings, pki):
    """A node of a demonstration, without a time-stamp authority."""
    settings.NHIP_DEMO = str(pki.folder.parent)
    settings.NHIP_TSA_URL = ""
    return settings


@pytest.fixture
def minhs_key(node, minh, pki):
    return personal_key(pki, minh.pk, now=NOW)


@pytest.fixture
def committees_key(node, tay_ninh, pki):
    """The committee's key, in the hands of its clerk."""
    return agency_key(pki, tay_ninh.pk, now=NOW)


@pytest.fixture
def time_stamps(node, pki):
    """A time-stamp authority at an address of its own, answering with the time of the tests."""
    with stamps.time_stamps(pki, lambda: NOW) as address:
        yield address


@pytest.fixture
def signed(make_draft, minh, minhs_key):
    """A report that Minh has signed and that got its number."""
    return tasks.sign(actor=minh, document_id=make_draft().pk, pin=PIN, now=NOW)


@pytest.fixture
def sealed(signed, thu, committees_key, neighbours):
    """A report with all three signatures, about to leave."""
    return tasks.seal(actor=thu, document_id=signed.pk, pin=SEAL_PIN, now=NOW)
