"""Luật của cơ quan, đơn vị. Pure: no database, no clock."""
