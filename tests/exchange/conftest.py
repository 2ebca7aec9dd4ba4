"""Trục trong một tiến trình: three agencies with keys, a hub and nodes joined by real HTTP."""

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from nhip.core import clock
from nhip.core.web import system
from nhip.exchange.actions import Entry, queue_document, register_partner
from nhip.exchange.models import Message
from nhip.exchange.providers import transport
from nhip.files import providers as files
from nhip.files.actions import name
from nhip.organisations.models import Code
from nhip.signing.actions import Holder as KeyHolder
from nhip.signing.actions import Registration, register_key
from nhip.signing.models import Key
from nhip.signing.providers import keys
from nhip.signing.providers.authorities import AGENCIES, Authorities, Holder
from nhip.signing.providers.drivers import InMemory, open_file
from tests.exchange.letters import HEALTH, NOW, OFFICE, PDF, TAY_NINH, letter
from tests.people import EVER, make_person, make_unit

CLERK = system("test")
HUB, NODES = (
    "http://hub",
    {"H53": "http://provinces", "G22": "http://office", "G18": "http://health"},
)
OLD_CODES = {"H53": "000.00.00.H53", "G22": "000.00.00.G22", "G18": "000.00.00.G18"}


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    """Authorities and one transport key per agency, made once for all tests."""
    folder = tmp_path_factory.mktemp("axis")
    authorities = Authorities(folder / "pki")
    authorities.found(NOW)
    for party in (TAY_NINH, OFFICE, HEALTH):
        holder = Holder(party.name, "Trình diễn", party.code)
        certificate = authorities.issue_file(AGENCIES, holder, folder / f"{party.code}.pem")
        (folder / f"{party.code}.der").write_bytes(certificate)
    return folder


@pytest.fixture(scope="session")
def drivers(pki):
    """The opened transport keys, by agency."""
    return {code: _driver(pki, code) for code in NODES}


def _driver(pki, code) -> InMemory:
    return open_file(pki / f"{code}.pem", (pki / f"{code}.der").read_bytes(), ())


@pytest.fixture
def agencies(db, settings, tmp_path, pki):
    """Three agencies in the directory, all on this node, which is the hub as well."""
    settings.NHIP_AGENCIES = list(NODES)
    settings.NHIP_HUB, settings.NHIP_HUB_URL = True, HUB
    settings.ALLOWED_HOSTS = ["*"]
    settings.NHIP_CLOCK = tmp_path / "clock.json"
    clock.move_to(NOW)
    keys.folder().mkdir(parents=True, exist_ok=True)
    return {party.code: _enter(party, pki) for party in (TAY_NINH, OFFICE, HEALTH)}


def _enter(party, pki):
    unit = make_unit(party.code, party.name, party.name)
    Code.objects.create(unit=unit, scheme="qcvn102", value=OLD_CODES[party.code], valid=EVER)
    certificate = (pki / f"{party.code}.der").read_bytes()
    (keys.folder() / f"{party.code}.pem").write_bytes((pki / f"{party.code}.pem").read_bytes())
    register_key(
        actor=CLERK,
        holder=KeyHolder(unit_id=unit.pk),
        registration=Registration(
            Key.Purpose.TRANSPORT, Key.Driver.NODE, f"{party.code}.pem", certificate, ()
        ),
        now=NOW,
    )
    entry = Entry(party.code, certificate, NODES[party.code])
    register_partner(actor=CLERK, entry=entry, now=NOW)
    return unit


class Wires:
    """The network: every address leads to this process, unless it is cut."""

    def __init__(self):
        self.cut: dict[str, Exception | int] = {}
        self.sent: list[tuple[str, bytes]] = []
        self.app = httpx.WSGITransport(get_wsgi_application())

    def handle_request(self, request):
        host = f"http://{request.url.host}"
        self.sent.append((host, request.content))
        fault = self.cut.get(host)
        if isinstance(fault, int):
            return httpx.Response(fault, request=request)
        if fault is not None:
            raise fault
        answer = self.app.handle_request(request)
        answer.read()
        return answer

    def to(self, host):
        return [content for address, content in self.sent if address == host]


@pytest.fixture
def wires(agencies, monkeypatch):
    """The axis between the agencies; ``wires.cut[host]`` takes a node off it."""
    for signal in (request_started, request_finished):  # they would end the test's transaction
        signal.disconnect(close_old_connections)
    network = Wires()
    client = httpx.Client(transport=httpx.MockTransport(network.handle_request))
    monkeypatch.setattr(transport, "client", lambda: client)
    yield network
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def store_and_queue(agencies):
    """Return a function that queues a letter whose parts are stored; nothing has left yet."""

    def queue(*, parts=(PDF,), **changes) -> Message:
        for data in parts:
            sha256 = files.store(data)
            name(sha256, size=len(data), media_type="application/pdf", now=NOW)
        return queue_document(actor=CLERK, letter=letter(parts=parts, **changes), now=clock.now())

    return queue


@pytest.fixture
def send(wires, store_and_queue):
    """The same, on an axis whose wires lead back to this process."""
    return store_and_queue


@pytest.fixture
def thu(agencies):
    return make_person("thu", "Lê Thị Thu", "clerk", agencies["H53"])


@pytest.fixture
def hoa(agencies):
    return make_person("hoa", "Phạm Thị Hoa", None, agencies["H53"])
