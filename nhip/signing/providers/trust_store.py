"""Danh sách tin cậy của nút: the anchors on record, and the lists an operator keeps beside them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from nhip.signing.models import TrustAnchor
from nhip.signing.providers.authorities import Authorities
from nhip.signing.providers.trust import Trust


def trust_of_node(*, now: dt.datetime) -> Trust:
    """Return whom this node trusts now.

    Roots come from the register alone; the folder ``trust`` under the node's
    state brings intermediate certificates and revocation lists.
    """
    if settings.NHIP_DEMO:
        return _trust_of_demonstration(now)
    roots = TrustAnchor.objects.in_force(now).values_list("certificate", flat=True)
    kept = Trust.from_directory(Path(settings.NHIP_STATE) / "trust")
    return replace(kept, anchors=tuple(bytes(root) for root in roots))


def _trust_of_demonstration(now: dt.datetime) -> Trust:
    """TRÌNH DIỄN: trust the demonstration's own authorities, whose lists follow its clock."""
    authorities = Authorities(Path(settings.NHIP_DEMO) / "pki")
    authorities.refresh_lists(now)
    return Trust.from_directory(authorities.trust)
