"""Ghi cơ quan, đơn vị: the only writers of units."""

from nhip.organisations.actions.loading import LOADED, TablesAreDoubtful, load_units

__all__ = ["LOADED", "TablesAreDoubtful", "load_units"]
