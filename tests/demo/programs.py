"""Run the ``nhip`` command as somebody at a terminal does, away from the settings of the tests."""

import os
import subprocess
import sys
from pathlib import Path


def environment(temporary: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NHIP_")}
    return kept | {"TMPDIR": str(temporary), "NHIP_STATE": str(temporary.parent / "state")}


def nhip(*arguments: str, temporary: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "nhip.config.cli", *arguments],
        env=environment(temporary),
        capture_output=True,
        text=True,
        check=False,
    )


def processes_naming(folder: Path) -> list[str]:
    """Return the processes whose command or settings name a folder."""
    mark = str(folder).encode()
    return [
        process.name
        for process in Path("/proc").glob("[0-9]*")
        if any(mark in _read(process / file) for file in ("cmdline", "environ"))
    ]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended meanwhile, or is somebody else's
        return b""
