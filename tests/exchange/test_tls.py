"""Nodes show each other certificates over TLS, and believe only the authorities they are told."""

import datetime as dt
import ipaddress
import ssl
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from nhip.exchange.providers import transport

START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2060, 1, 1, tzinfo=dt.UTC)


def certificate(folder, name):
    """Write a certificate that is its own authority, with its key, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


class Door(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def node(tmp_path):
    """A door of the axis that lets in only who shows a certificate it knows."""
    server, ours = certificate(tmp_path, "server"), certificate(tmp_path, "ours")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ours)
    context.load_cert_chain(server)
    context.verify_mode = ssl.CERT_REQUIRED
    with HTTPServer(("127.0.0.1", 0), Door) as door:
        door.socket = context.wrap_socket(door.socket, server_side=True)
        Thread(target=door.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{door.server_port}/axis/inbox", server, ours
        door.shutdown()


@pytest.fixture(autouse=True)
def anew():
    transport.client.cache_clear()
    yield
    transport.client.cache_clear()


def test_a_node_that_shows_its_certificate_is_let_in(node, settings):
    address, settings.NHIP_AXIS_AUTHORITIES, settings.NHIP_AXIS_CERTIFICATE = node

    assert transport.post(address, b"x").is_taken


def test_a_node_without_a_certificate_stays_outside_and_tries_later(node, settings):
    address, settings.NHIP_AXIS_AUTHORITIES, _ours = node

    with pytest.raises(transport.NotTaken):
        transport.post(address, b"x")


def test_a_door_whose_authority_nobody_named_gets_nothing(node, settings):
    address, _server, settings.NHIP_AXIS_CERTIFICATE = node

    with pytest.raises(transport.Unreached):
        transport.post(address, b"x")
