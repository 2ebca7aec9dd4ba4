"""Luật liên thông: what letters and statuses say, and how they are written and read. Pure."""
