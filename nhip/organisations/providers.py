"""Đọc bảng tham chiếu: the files of a folder, as text."""

import csv
import json
from pathlib import Path

from nhip.organisations.rules.tables import FILES, Line, Tables


def read_tables(folder: Path) -> Tables:
    """Return every table of units that lies in a folder, and where each comes from."""
    lines = {name: _lines(folder / file) for name, file in FILES.items()}
    sources = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    return Tables(**lines, sources=sources)


def _lines(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
