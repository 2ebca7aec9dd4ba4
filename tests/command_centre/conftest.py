"""The command centre of the Government Office: Tây Ninh's signed report is in, Hà Nội's is not."""

import datetime as dt
from decimal import Decimal

import pytest

from nhip.core.web import system
from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported, Reported
from nhip.reporting.rules.states import Standing
from tests.reporting.conftest import (  # noqa: F401  (found by their names)
    august,
    daily,
    filled,
    hoa,
    lan,
    minh,
    ministry,
    nobody,
    obligation,
    office,
    put_up,
    report,
    tay_ninh,
)
from tests.reporting.country import DAY, NOW, make_person, make_unit, owe
from tests.reporting.standing import intake_at


@pytest.fixture
def ha_noi(db):
    return make_unit("H26", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")


@pytest.fixture
def analyst(office):  # noqa: F811
    """Quân of the Government Office, who looks at the national figures."""
    return make_person("quan", "Vũ Minh Quân", "analyst", office)


def reported(version, unit, value, *, now=NOW, replaces=None):
    """Let a version's new cases of the day count."""
    fact = Fact("BYT.DICH.CA", unit.pk, DAY, value=Decimal(value))
    source = Reported(version, replaces)
    return store(actor=system("tests"), rows=[fact], source=source, now=now)


def imported(unit, value, *, period=DAY, now=NOW):
    """Let a published series say the new cases of a day."""
    fact = Fact("BYT.DICH.CA", unit.pk, period, value=Decimal(value))
    source = Imported("Cổng thông tin Bộ Y tế", dt.date(2021, 8, 14))
    return store(actor=system("tests"), rows=[fact], source=source, now=now)


@pytest.fixture
def country(august, ha_noi, put_up, office, tay_ninh):  # noqa: F811
    """Two provinces owe the day; Tây Ninh's 97 new cases were accepted at 08:00."""
    owe("YT.DICH.NGAY", dt.date(2021, 8, 14))
    intake = intake_at(Standing.ACCEPTED, put_up.version, office)
    reported(put_up.version.sha256, tay_ninh, 97)
    august(NOW + dt.timedelta(hours=1))
    return intake
