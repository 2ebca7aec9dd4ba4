"""Ghi chỉ tiêu: store and withdraw figures, keep the dictionary and the working days."""

from nhip.indicators.actions.dictionary import load_dictionary
from nhip.indicators.actions.figures import STORED, WITHDRAWN, Stored, store, withdraw
from nhip.indicators.actions.working_days import YEAR_SET, set_working_year

__all__ = [
    "STORED",
    "WITHDRAWN",
    "YEAR_SET",
    "Stored",
    "load_dictionary",
    "set_working_year",
    "store",
    "withdraw",
]
