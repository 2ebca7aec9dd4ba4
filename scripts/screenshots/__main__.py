"""``make screenshots``: write the pictures of the README and the documentation."""

import argparse
import os
import tempfile
from pathlib import Path

import django

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def main() -> None:
    """Walk through a country of its own, or through one that runs and has not told its story."""
    parser = argparse.ArgumentParser(prog="make screenshots", description=main.__doc__)
    parser.add_argument("--folder", type=Path, help="of a demonstration that runs")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--scenes", nargs="+", default=["everything"], help="names in scenes.py")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nhip.config.settings")
    with tempfile.TemporaryDirectory() as state:
        os.environ.setdefault("NHIP_STATE", state)
        django.setup()
        from scripts.screenshots.walk import walk

        walk(asked.folder, asked.out, asked.scenes)


if __name__ == "__main__":
    main()
