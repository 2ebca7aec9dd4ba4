"""Luật về văn bản. Pure: no Django, no database, no clock."""
