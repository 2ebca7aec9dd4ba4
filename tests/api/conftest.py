"""API: the committee's own system, a program with a token, at the door of its node."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from nhip.accounts.actions import give_token
from nhip.accounts.models import User
from nhip.core import clock
from nhip.core.web import system
from nhip.indicators.actions import store
from nhip.indicators.rules.facts import Fact, Imported, Measure
from tests.reporting.country import (
    NOW,
    SATURDAY,
    activate,
    load,
    make_person,
    make_unit,
    obligation_of,
    owe,
)

FRIDAY, SIX = "D:2021-08-13", Decimal(6000)
A_MONTH = dt.timedelta(days=30)


@dataclass(frozen=True)
class Caller:
    """Whoever calls the API with a token, and reads what it answers."""

    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, address: str, **asked: Any) -> HttpResponse:
        return Client().get(f"/api/v1/{address}", asked, headers=self.headers)

    def post(self, address: str, body: Any) -> HttpResponse:
        return Client().post(
            f"/api/v1/{address}",
            json.dumps(body),
            content_type="application/json",
            headers=self.headers,
        )


def caller_for(user: User) -> Caller:
    given = give_token(actor=system("t"), user_id=user.pk, name="test", lasts=A_MONTH, now=NOW)
    return Caller(given.secret)


@pytest.fixture(autouse=True)
def august(settings, tmp_path):
    """It is 15 August 2021, 08:00."""
    settings.NHIP_CLOCK = tmp_path / "clock.json"
    clock.move_to(NOW)
    return clock.move_to


@pytest.fixture
def tay_ninh(db):
    return make_unit("H53", "Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "province")


@pytest.fixture
def ha_noi(db):
    return make_unit("H26", "Hà Nội", "Ủy ban nhân dân thành phố Hà Nội", "province")


@pytest.fixture
def daily(tay_ninh, ha_noi):
    """The daily outbreak regime, active; both provinces owe it for Saturday."""
    make_unit("G22", "Văn phòng Chính phủ", "Văn phòng Chính phủ", "government_office")
    make_unit("G18", "Bộ Y tế", "Bộ Y tế", "ministry")
    load(indicators=["outbreak"], forms=["dich-ngay"], regimes=["dich-ngay"])
    activate("YT.DICH.NGAY")
    owe("YT.DICH.NGAY", SATURDAY)


@pytest.fixture
def obligation(daily, tay_ninh):
    return obligation_of(tay_ninh)


@pytest.fixture
def friday(daily, tay_ninh):
    """On Friday the series stood at 6,000 cases: Saturday may begin with no other number."""
    cumulative = Fact("BYT.DICH.CA", tay_ninh.pk, FRIDAY, measure=Measure.CUMULATIVE, value=SIX)
    source = Imported("Bản tin ngày 13/8", dt.date(2021, 8, 13))
    store(actor=system("t"), rows=[cumulative], source=source, now=NOW)


@pytest.fixture
def machine(tay_ninh):
    """The reporting system of Tây Ninh."""
    program = make_person("he-thong", "Hệ thống báo cáo", "reporter", tay_ninh)
    User.objects.filter(pk=program.pk).update(is_program=True, password="!")
    return program


@pytest.fixture
def tay_ninhs(machine):
    """Tây Ninh's own system, calling."""
    return caller_for(machine)


@pytest.fixture
def hoa(ha_noi):
    return make_person("hoa", "Phạm Thị Hoa", "reporter", ha_noi)


@pytest.fixture
def hoas(hoa):
    """The system of another province, calling."""
    return caller_for(hoa)


@pytest.fixture
def said(obligation):
    """A report of 97 new cases, ready to be sent."""

    def say(**changes):
        cells = {"brought_forward": "6150", "new": "97"} | changes.pop("cells", {})
        return {
            "obligation": obligation.pk,
            "form": {"code": "DICH-NGAY", "version": "2021"},
            "cells": [
                {"row": "covid19", "column": column, "state": "number", "value": value}
                for column, value in cells.items()
            ],
            "explanations": {"carried-from-the-day-before@covid19!brought_forward": "Ngày đầu."},
            **changes,
        }

    return say
