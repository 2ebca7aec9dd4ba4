"""Báo cáo: Tây Ninh owes its outbreak report; Lan reports, Minh leads, Thu is the clerk."""

import datetime as dt

import pytest

from nhip.core import clock
from nhip.reporting import actions
from nhip.reporting.models import Report
from nhip.signing.providers.authorities import Authorities
from tests.keys import personal_key
from tests.people import let_sign, make_person, make_unit
from tests.reporting.country import (
    NOW,
    SATURDAY,
    activate,
    fill,
    load,
    obligation_of,
    owe,
)
from tests.reporting.jobs import run_jobs
from tests.reporting.storm import place_districts


@pytest.fixture
def tay_ninh(db):
    return make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "province")


@pytest.fixture
def office(db):
    return make_unit("G22", "Văn phòng Chính phủ", "Văn phòng Chính phủ", "government_office")


@pytest.fixture
def ministry(db):
    return make_unit("G18", "Bộ Y tế", "Bộ Y tế", "ministry")


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
def hoa(db):
    """A leader, but of another province."""
    elsewhere = make_unit("H01", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")
    return make_person("hoa", "Phạm Thị Hoa", "leader", elsewhere)


@pytest.fixture
def nobody(db):
    """A person to whom nothing was granted anywhere."""
    return make_person("khach", "Khách", None, None)


@pytest.fixture
def august(settings, tmp_path):
    """Let the jobs of a test live in August 2021; the clock can be set further."""
    settings.NHIP_CLOCK = tmp_path / "clock.json"
    clock.move_to(NOW)
    return clock.move_to


@pytest.fixture
def daily(office, ministry, tay_ninh):
    """The daily outbreak regime, active."""
    load(indicators=["outbreak"], forms=["dich-ngay"], regimes=["dich-ngay"])
    return activate("YT.DICH.NGAY")


@pytest.fixture
def obligation(daily, tay_ninh):
    """What Tây Ninh owes for Saturday 14 August 2021."""
    owe("YT.DICH.NGAY", SATURDAY)
    return obligation_of(tay_ninh)


@pytest.fixture
def report(lan, obligation) -> Report:
    """The open worksheet of Tây Ninh, empty."""
    return actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)


@pytest.fixture
def filled(lan, report) -> Report:
    """A worksheet ready to be put up: 6,150 brought forward, 97 new."""
    return fill(lan, report, brought_forward=6150, new=97)


@pytest.fixture
def put_up(lan, filled) -> Report:
    return actions.put_up(actor=lan, report_id=filled.pk, now=NOW)


@pytest.fixture
def competence(minh, thu, tay_ninh):
    """Minh signs for the committee in its chairman's place."""
    return let_sign(minh, thu, tay_ninh, end=dt.date(2022, 1, 1), now=NOW)


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    """The authorities of a demonstration, founded once."""
    made = Authorities(tmp_path_factory.mktemp("country") / "pki")
    made.found(NOW)
    return made


@pytest.fixture
def node(settings, pki, august):
    """A node of a demonstration, without a time-stamp authority."""
    settings.NHIP_DEMO = str(pki.folder.parent)
    settings.NHIP_TSA_URL = ""
    settings.NHIP_AGENCIES = ["G22", "G18", "H53"]
    return settings


@pytest.fixture
def minhs_key(node, minh, pki):
    return personal_key(pki, minh.pk, now=NOW)


@pytest.fixture
def typeset(node, competence, put_up) -> Report:
    """A report whose page was set by the job that follows its putting up."""
    run_jobs(areas=["reporting"])
    put_up.refresh_from_db()
    return put_up


@pytest.fixture
def farming(db):
    return make_unit("G10", "Bộ Nông nghiệp", "Bộ Nông nghiệp và Phát triển nông thôn", "ministry")


@pytest.fixture
def districts(tay_ninh):
    return place_districts(tay_ninh)


@pytest.fixture
def storm(farming, districts):
    load(indicators=["disasters"], forms=["thien-tai-ngay"], regimes=["thien-tai-ngay"])
    activate("PCTT.NGAY")
    owe("PCTT.NGAY", SATURDAY, SATURDAY + dt.timedelta(days=1))


@pytest.fixture
def sheet(lan, storm, tay_ninh) -> Report:
    """The worksheet of Tây Ninh for Saturday, with a row for each of its districts."""
    obligation = obligation_of(tay_ninh)
    return actions.open_report(actor=lan, obligation_id=obligation.pk, now=NOW)
