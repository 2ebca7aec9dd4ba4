"""Chữ ký số: authorities of a demonstration, a report, and hands that sign it."""

import pytest

from nhip.files import providers as files
from nhip.files.actions import name
from nhip.signing.providers.authorities import Authorities
from tests.keys import agency_key, personal_key
from tests.people import make_person, make_unit
from tests.signing.papers import NOW, Hands, report_page
from tests.stamps import time_stamps


@pytest.fixture
def authorities(tmp_path):
    made = Authorities(tmp_path / "pki")
    made.found(NOW)
    return made


@pytest.fixture
def hands(authorities):
    return Hands(authorities)


@pytest.fixture(scope="session")
def signers(tmp_path_factory):
    """Hands whose authorities no test changes."""
    made = Authorities(tmp_path_factory.mktemp("pki"))
    made.found(NOW)
    return Hands(made)


@pytest.fixture(scope="session")
def report():
    return report_page()


@pytest.fixture(scope="session")
def signed(signers, report):
    """A report with the three signatures of a document that leaves its agency."""
    return signers.sign_all(report)


@pytest.fixture
def tay_ninh(db):
    return make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh")


@pytest.fixture
def minh(tay_ninh):
    return make_person("minh", "Nguyễn Văn Minh", "leader", tay_ninh, is_simulated=True)


@pytest.fixture
def thu(tay_ninh):
    return make_person("thu", "Lê Thị Thu", "clerk", tay_ninh)


@pytest.fixture
def hoa(tay_ninh):
    return make_person("hoa", "Phạm Thị Hoa", None, tay_ninh)


@pytest.fixture
def admin(tay_ninh):
    return make_person("admin", "Đỗ Quản Trị", "administrator", tay_ninh)


@pytest.fixture
def node(settings, authorities):
    """A node of a demonstration, with its authorities and without a time-stamp authority."""
    settings.NHIP_DEMO = str(authorities.folder.parent)
    settings.NHIP_TSA_URL = ""
    return settings


@pytest.fixture
def minhs_key(node, minh, authorities):
    """A key file of Minh's own, under his PIN."""
    return personal_key(authorities, minh.pk, now=NOW)


@pytest.fixture
def committees_key(node, tay_ninh, authorities):
    """The committee's key, in the hands of its clerk."""
    return agency_key(authorities, tay_ninh.pk, now=NOW)


@pytest.fixture
def paper(report):
    """A report in the store, named by a row."""
    sha256 = files.store(report)
    name(sha256, size=len(report), media_type="application/pdf", now=NOW)
    return sha256


@pytest.fixture
def time_stamp_service(authorities):
    """A time-stamp authority at an address, answering with the time of the tests."""
    with time_stamps(authorities, lambda: NOW) as address:
        yield address
