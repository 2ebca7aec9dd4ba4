#!/usr/bin/env python
"""Mô tả API: write the OpenAPI description of the API as it is now into docs/api/openapi.json."""

import os
import tempfile
from pathlib import Path

import django

KEPT = Path(__file__).resolve().parents[1] / "docs" / "api" / "openapi.json"


def main() -> None:
    """Write the description; no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nhip.config.settings")
    os.environ.setdefault("NHIP_STATE", tempfile.mkdtemp())
    django.setup()
    from nhip.config.api import description

    KEPT.write_text(description() + "\n")


if __name__ == "__main__":
    main()
