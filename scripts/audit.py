#!/usr/bin/env python
"""Kiểm tra phụ thuộc: known vulnerabilities of exactly what is locked, asked of two services.

It asks the package index, then OSV, about every locked version. It exits 1 when something bad
is known, 2 when about any of them nobody could be asked, and 0 only when about each of them a
service answered that it knows nothing: silence is never taken for safety.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "dev.txt"  # contains what runs and what tests
SERVICES = ("pypi", "osv")
SAFE, UNSAFE, UNKNOWN = 0, 1, 2
LONGEST_REASON, MOST_NAMES = 200, 8


@dataclass
class Answer:
    """What a service said: of which packages it knows, and what is bad about them."""

    knows: set[str] = field(default_factory=set)
    bad: list[str] = field(default_factory=list)


def asked(service: str, lock: Path) -> Answer:
    """Return what a service says of one locked file; nothing when it cannot be asked."""
    command = [
        *[sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps"],
        *["--disable-pip", "--vulnerability-service", service, "--format", "json"],
        *["--progress-spinner", "off", "--timeout", "20"],
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return read(json.loads(ended.stdout))
    except ValueError:
        said = ended.stderr.strip().splitlines() or ["no answer"]
        print(f"{service}: could not be asked: {said[-1][:LONGEST_REASON]}")
        return Answer()


def read(report: dict[str, list[dict[str, object]]]) -> Answer:
    """Return what a report of pip-audit says; what it skipped, the service does not know."""
    known = [one for one in report["dependencies"] if "skip_reason" not in one]
    bad = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {fault['fix_versions'] or '–'}"
        for one in known
        for fault in one["vulns"]  # type: ignore[attr-defined]
    ]
    return Answer({str(one["name"]).lower() for one in known}, bad)


def locked(lock: Path) -> set[str]:
    """Return the names of what a file locks."""
    lines = lock.read_text().splitlines()
    return {line.partition("==")[0].partition("[")[0].lower() for line in lines if "==" in line}


def main(lock: Path = LOCK) -> int:
    """Ask the services in turn, until about everything an answer is known."""
    unknown, bad = locked(lock), []
    for service in SERVICES:
        if unknown:
            answer = asked(service, lock)
            print(f"{service}: knows {len(answer.knows)} of {len(locked(lock))} packages")
            unknown -= answer.knows
            bad += answer.bad
    print("\n".join(sorted(set(bad))) or "Nothing bad was heard.")
    if unknown:
        names = ", ".join(sorted(unknown)[:MOST_NAMES])
        print(f"NOT AUDITED: nobody could be asked about {len(unknown)}: {names} …")
    return UNSAFE if bad else UNKNOWN if unknown else SAFE


if __name__ == "__main__":
    sys.exit(main())
