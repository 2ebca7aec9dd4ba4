"""Danh sách tin cậy: data with a history, not files somebody dropped in a folder."""

import datetime as dt

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import PermissionDenied

from nhip.events.models import Event
from nhip.signing import actions
from nhip.signing.providers.authorities import ROOT
from nhip.signing.providers.trust_store import trust_of_node
from tests.signing.papers import NOW

pytestmark = pytest.mark.django_db

LAW = "Nghị định 68/2024/NĐ-CP"
DAY = dt.timedelta(days=1)


@pytest.fixture
def root(authorities, settings):
    settings.NHIP_DEMO = ""
    return authorities.certificate(ROOT).public_bytes(Encoding.DER)


def test_a_root_is_trusted_from_then_on(admin, root):
    actions.trust(actor=admin, certificate=root, legal_basis=LAW, now=NOW)

    assert trust_of_node(now=NOW).anchors == (root,)
    assert trust_of_node(now=NOW - DAY).anchors == ()


def test_trust_ends_and_its_history_stays(admin, root):
    anchor = actions.trust(actor=admin, certificate=root, legal_basis=LAW, now=NOW)

    actions.distrust(actor=admin, anchor_id=anchor.pk, reason="lộ khóa", now=NOW + DAY)
    actions.distrust(actor=admin, anchor_id=anchor.pk, reason="lộ khóa", now=NOW + 2 * DAY)

    assert trust_of_node(now=NOW).anchors == (root,)
    assert trust_of_node(now=NOW + DAY).anchors == ()
    assert [event.data["reason"] for event in Event.objects.filter(name=actions.DISTRUSTED)] == [
        "lộ khóa"
    ]


def test_a_root_is_trusted_once(admin, root):
    actions.trust(actor=admin, certificate=root, legal_basis=LAW, now=NOW)

    with pytest.raises(actions.AlreadyTrusted):
        actions.trust(actor=admin, certificate=root, legal_basis=LAW, now=NOW)


def test_a_stranger_decides_nothing_about_trust(admin, hoa, root):
    anchor = actions.trust(actor=admin, certificate=root, legal_basis=LAW, now=NOW)

    with pytest.raises(PermissionDenied):
        actions.trust(actor=hoa, certificate=root, legal_basis=LAW, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.distrust(actor=hoa, anchor_id=anchor.pk, reason="", now=NOW)


def test_a_root_dropped_into_the_folder_is_not_trusted(authorities, settings, tmp_path, db):
    settings.NHIP_DEMO = ""
    authorities.trust.rename(tmp_path / "trust")

    trust = trust_of_node(now=NOW)

    assert trust.anchors == ()
    assert trust.revocation_lists
