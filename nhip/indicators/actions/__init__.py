"""Ghi chỉ tiêu: store and withdraw figures, keep the dictionary."""

from nhip.indicators.actions.dictionary import load_dictionary
from nhip.indicators.actions.figures import STORED, WITHDRAWN, Stored, store, withdraw

__all__ = ["STORED", "WITHDRAWN", "Stored", "load_dictionary", "store", "withdraw"]
