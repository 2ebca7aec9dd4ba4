"""The demonstration's time-stamp authority answers by the demonstration's clock, and only there."""

import datetime as dt
import hashlib

import pytest
from asn1crypto import tsp

from nhip.core import clock
from tests.demo.conftest import NOW


@pytest.fixture
def here(certified, settings):
    settings.NHIP_DEMO = str(certified.folder)
    settings.NHIP_CLOCK = certified.clock
    clock.write(certified.clock, NOW)
    return certified


def asked():
    digest = hashlib.sha256(b"a report").digest()
    algorithm = {"algorithm": "sha256"}
    imprint = {"hash_algorithm": algorithm, "hashed_message": digest}
    return tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True}).dump()


def post(client, body):
    return client.post("/demo/tsa", body, content_type="application/timestamp-query")


def test_a_stamp_says_what_time_it_is_in_the_demonstration(client, here):
    answer = post(client, asked())

    assert answer["Content-Type"] == "application/timestamp-reply"
    token = tsp.TimeStampResp.load(answer.content)["time_stamp_token"]
    said = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    assert dt.timedelta(0) <= said - NOW < dt.timedelta(minutes=5)


def test_what_is_no_query_is_refused(client, here):
    assert post(client, b"no query").status_code == 400


def test_there_is_no_such_authority_outside_a_demonstration(client):
    assert post(client, asked()).status_code == 404
