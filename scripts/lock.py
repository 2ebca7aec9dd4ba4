#!/usr/bin/env python
"""Khoá phiên bản: write the exact versions, with hashes, that this checkout installs.

``scripts/lock.py`` keeps the versions already locked where they still fit ``pyproject.toml``;
``scripts/lock.py --upgrade`` takes the newest that fit. Each file holds for every platform
and Python that the project supports, contains the one before it, and names no host: whoever
installs decides where packages come from, the hashes decide what is accepted.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
HEADER = "# Exact versions with hashes; written by scripts/lock.py from pyproject.toml.\n"
A_HOST = re.compile(r"://|--(extra-)?index|--find-links|--trusted-host|file:|\s@\s")
UV = ("uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header")


def lock(name: str, source: str, *options: str) -> None:
    """Write one file from what stands in ``source``, a list of requirements or a project."""
    command = [*UV, "--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11"]
    target = FOLDER / f"{name}.txt"
    subprocess.run(
        [*command, *options, "--output-file", str(target), "-"],
        input=source,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )
    target.write_text(HEADER + target.read_text())


def hosts() -> list[str]:
    """Return every line of the locked files that names a place to download from."""
    lines = [(path, line) for path in FOLDER.glob("*.txt") for line in path.read_text().split("\n")]
    return [f"{path.name}: {line}" for path, line in lines if A_HOST.search(line)]


def main() -> int:
    """Lock what runs, builds, tests, fuzzes and what developers need; 1 if a host appears."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runs, extras = project["project"]["dependencies"], project["project"]["optional-dependencies"]
    tests = [*runs, *extras["test"]]
    develops = [*tests, *(part for part in extras["dev"] if not part.startswith("nhip["))]
    FOLDER.mkdir(exist_ok=True)
    lock("run", "\n".join(runs), *sys.argv[1:])
    lock("test", "\n".join(tests), "-c", "requirements/run.txt", *sys.argv[1:])
    lock("dev", "\n".join(develops), "-c", "requirements/test.txt", *sys.argv[1:])
    lock("fuzz", "\n".join([*tests, *extras["fuzz"]]), "-c", "requirements/test.txt", *sys.argv[1:])
    builds = "\n".join(project["build-system"]["requires"])
    lock("build", builds, "-c", "requirements/dev.txt", *sys.argv[1:])
    print("\n".join(hosts()) or "Locked; no host is named.")
    return 1 if hosts() else 0


if __name__ == "__main__":
    sys.exit(main())
