#!/usr/bin/env python
"""Chương trình vẽ biểu đồ: take what browsers draw charts with out of the wheel that carries it.

The build calls this; ``scripts/drawing_program.py`` does the same by hand. The file is not in
git: it is made again whenever the wheel brings another edition.
"""

import gzip
from importlib.metadata import version
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "nhip" / "ui" / "static" / "ui" / "vega.js"
LICENCE = "BSD-3-Clause, University of Washington Interactive Data Lab and contributors"


def make() -> None:
    """Write the program and its compressed twin, unless this edition is there already."""
    import vl_convert

    parts = {
        "Vega": vl_convert.get_vega_version(),
        "Vega-Lite": vl_convert.get_vegalite_versions()[-1],
        "Vega-Embed": vl_convert.get_vega_embed_version(),
        "vl-convert": version("vl-convert-python"),
    }
    edition = f"// {', '.join(' '.join(part) for part in parts.items())}; {LICENCE}\n"
    if _edition() == edition:
        return
    program = (edition + vl_convert.javascript_bundle()).encode()
    twin = TARGET.with_name("vega.js.gz")
    twin.write_bytes(gzip.compress(program, mtime=0))
    TARGET.write_bytes(program)


def _edition() -> str:
    """Return what the file that is there says of itself."""
    if not TARGET.exists():
        return ""
    with TARGET.open(encoding="utf-8") as file:
        return file.readline()


if __name__ == "__main__":
    make()
