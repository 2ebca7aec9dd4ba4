"""Chữ ký số: authorities of a demonstration, a report, and hands that sign it."""

import datetime as dt
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from psycopg.types.range import DateRange

from nhip.accounts.models import Grant, User
from nhip.files import providers as files
from nhip.files.actions import name
from nhip.organisations.models import Name, Unit
from nhip.signing import actions
from nhip.signing.models import Key
from nhip.signing.providers import keys
from nhip.signing.providers.authorities import AGENCIES, PEOPLE, Authorities
from tests.signing.papers import COMMITTEE, MINH, NOW, Hands, report_page

PIN = "minh-246810"
EVER = DateRange(dt.date(1900, 1, 1), None)


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


def make_unit(name: str) -> Unit:
    unit = Unit.objects.create()
    Name.objects.create(unit=unit, name=name, official_name=name, sort_key=name, valid=EVER)
    return unit


def make_person(username: str, full_name: str, role: str | None, unit: Unit, **more) -> User:
    person = User.objects.create(username=username, full_name=full_name, **more)
    if role:
        Grant.objects.create(user=person, role=role, unit=unit, valid=EVER)
    return person


@pytest.fixture
def tay_ninh(db):
    return make_unit("Tây Ninh")


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
def minhs_key(node, admin, minh, authorities):
    """A key file of Minh's own, under his PIN."""
    certificate = authorities.issue_pkcs12(PEOPLE, MINH, PIN, keys.folder() / "minh.p12")
    return register(admin, certificate, PEOPLE, authorities, location="minh.p12", user_id=minh.pk)


@pytest.fixture
def committees_key(node, admin, tay_ninh, authorities):
    """The committee's key, in the hands of its clerk."""
    certificate = authorities.issue_pkcs12(AGENCIES, COMMITTEE, PIN, keys.folder() / "h53.p12")
    return register(
        admin, certificate, AGENCIES, authorities, location="h53.p12", unit_id=tay_ninh.pk
    )


@pytest.fixture
def paper(report):
    """A report in the store, named by a row."""
    sha256 = files.store(report)
    name(sha256, size=len(report), media_type="application/pdf", now=NOW)
    return sha256


def register(admin, certificate, authority, authorities, *, location, **holder):
    personal = "user_id" in holder
    return actions.register_key(
        actor=admin,
        holder=actions.Holder(**holder),
        registration=actions.Registration(
            purpose=Key.Purpose.PERSONAL if personal else Key.Purpose.NUMBER_SEAL,
            driver=Key.Driver.PKCS12,
            location=location,
            certificate=certificate,
            chain=authorities.chain(authority),
        ),
        now=NOW,
    )


@pytest.fixture
def time_stamp_service(authorities):
    """A time-stamp authority at an address, answering with the time of the tests."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(authorities.answer_timestamp(asked, NOW))

        def log_message(self, *args):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tsa"
        server.shutdown()
