"""Đơn vị theo thời gian: a unit is a number; what it is called and where it sits has dates."""

from nhip.organisations.models.attributes import Code, Dated, Kind, Name, Placement
from nhip.organisations.models.knowledge import Horizon, Source
from nhip.organisations.models.lineage import Edition, Lineage, Reorganisation
from nhip.organisations.models.units import Unit, UnitQuerySet

__all__ = [
    "Code",
    "Dated",
    "Edition",
    "Horizon",
    "Kind",
    "Lineage",
    "Name",
    "Placement",
    "Reorganisation",
    "Source",
    "Unit",
    "UnitQuerySet",
]
