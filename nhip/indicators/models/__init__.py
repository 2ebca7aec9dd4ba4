"""Chỉ tiêu: the tables of the dictionary, the periods and the figures."""

from nhip.indicators.models.dictionary import (
    Dimension,
    Edition,
    Indicator,
    Member,
    Ownership,
    Term,
)
from nhip.indicators.models.figures import Delivery, Figure, Observation, Rival
from nhip.indicators.models.periods import Calendar, Period
from nhip.indicators.models.working_days import WorkingYear

__all__ = [
    "Calendar",
    "Delivery",
    "Dimension",
    "Edition",
    "Figure",
    "Indicator",
    "Member",
    "Observation",
    "Ownership",
    "Period",
    "Rival",
    "Term",
    "WorkingYear",
]
