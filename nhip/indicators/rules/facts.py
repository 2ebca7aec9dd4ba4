"""Số liệu đưa vào: what one delivery brings, before it meets the tables."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from nhip.indicators.rules.values import State


class Measure(StrEnum):
    """Loại giá trị: which of an indicator's figures for a period is meant."""

    PERIOD = "period"
    PLAN = "plan"
    CUMULATIVE = "cumulative"
    SAME_PERIOD = "same_period"
    ESTIMATE = "estimate"


class Vintage(StrEnum):
    """Mức độ hoàn thiện: Statistics Law, art. 3: estimate, then preliminary, then official."""

    ESTIMATE = "estimate"
    PRELIMINARY = "preliminary"
    OFFICIAL = "official"


class Fact(NamedTuple):
    """Số liệu: one figure by codes and keys. A tuple, because they come by the million."""

    indicator: str
    unit_id: int
    period: str
    disaggregation: str = ""
    measure: str = Measure.PERIOD
    vintage: str = Vintage.OFFICIAL
    state: str = State.NUMBER
    value: Decimal | None = None


@dataclass(frozen=True)
class Reported:
    """Nguồn: báo cáo: the signed version that brought the figures, and the one it replaces."""

    version_sha256: str
    replaces: str | None = None


@dataclass(frozen=True)
class Imported:
    """Nguồn: số liệu nhập: a published series, which came by no signed report."""

    source: str
    source_date: dt.date


Source = Reported | Imported
