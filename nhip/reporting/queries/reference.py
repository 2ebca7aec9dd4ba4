"""Biểu mẫu và chế độ ban hành kèm phần mềm: read the reference tables."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def shipped(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what stands in the JSON files of a reference folder, by name of file."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text())
