"""The desk stands on the same country as the reports."""

import pytest

from nhip.exchange.models import Message
from tests.reporting.conftest import (  # noqa: F401  (found by their names)
    august,
    competence,
    daily,
    filled,
    hoa,
    lan,
    minh,
    minhs_key,
    ministry,
    nobody,
    node,
    obligation,
    office,
    pki,
    put_up,
    report,
    tay_ninh,
    thu,
)
from tests.reporting.country import NOW, make_person


@pytest.fixture
def dung(tay_ninh):  # noqa: F811  (found by its name)
    """Dũng looks after Tây Ninh's node."""
    person = make_person("dung", "Hồ Dũng", "administrator", tay_ninh)
    person.grants.update(subtree=True)
    return person


@pytest.fixture
def dead(tay_ninh):  # noqa: F811  (found by its name)
    """A message of Tây Ninh that the hub refused."""
    return Message.objects.create(
        direction="out",
        kind="document",
        message_id="00000000-0000-4000-8000-000000000001",
        sender="H53",
        recipient="G22",
        document_id="H53,2021/08/15,1",
        header={"subject": "Tình hình dịch bệnh"},
        state="refused",
        failure="Sai chữ ký",
        queued_at=NOW,
        expires_at=NOW,
    )
