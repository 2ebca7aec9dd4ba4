"""Luật của chỉ tiêu: periods, values, how figures add up. Pure: no database, no clock."""
