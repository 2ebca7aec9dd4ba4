"""``make fuzz``: libFuzzer at every parser, then every page and operation by other chance.

Each parser gets ``--seconds`` of its own process, guided by what of our code it reaches; where
atheris is not installed, damaged examples for as long. Targets may be named; ``pages`` are the
addresses and the API. Ends with 1 when anything was found; the input is kept in the folder shown.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PAGES = "pages"
_DONE = re.compile(r"Done (\d+) (?:runs|in)|DONE +(\d+)|#(\d+)\s")


def prepare() -> None:
    """Set Django up without a database: parsers need none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nhip.config.settings")
    os.environ.setdefault("NHIP_DATABASE_POOL", "0")
    os.environ.setdefault("NHIP_NODE", "test")
    os.environ.setdefault("NHIP_STATE", tempfile.mkdtemp(prefix="nhip-fuzz-"))
    import django

    django.setup()


def fuzz_one(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one target in this process; whatever is found ends it with another status than 0."""
    try:
        import atheris
    except ImportError:
        by_chance(name, seconds, folder)
        return
    with atheris.instrument_imports(include=["nhip"]):
        prepare()
        from tests.hostile.targets import TARGETS, seeds_of
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(seeds_of(name)):
        (corpus / str(number)).write_bytes(data)
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/",
        "-rss_limit_mb=2048",
        "-timeout=30",
        "-max_len=65536",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name].try_out)
    atheris.Fuzz()


def by_chance(name: str, seconds: int, folder: Path) -> None:
    """Damage examples by chance; what breaks a parser is written down."""
    prepare()
    from tests.hostile.damage import damaged
    from tests.hostile.targets import TARGETS, seeds_of

    chance, ends, count = random.Random(), time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        data = damaged(chance.choice(seeds_of(name)), chance)
        (folder / "last").write_bytes(data)
        TARGETS[name].try_out(data)
        count += 1
    print(f"Done {count} runs", flush=True)


def fuzz_pages(environment: dict[str, str]) -> int:
    """Knock at every address and operation with everything; return the status of pytest."""
    tests = ["tests/hostile/test_addresses.py", "tests/hostile/test_api.py"]
    command = [sys.executable, "-m", "pytest", "-q", *tests]
    widely = environment | {"NHIP_FUZZ": "1"}
    return subprocess.run(command, env=widely, check=False).returncode


def ran(output: str) -> int:
    """Return how many inputs libFuzzer says it tried."""
    found = [int(next(filter(None, one))) for one in _DONE.findall(output)]
    return max(found, default=0)


def fuzz_apart(name: str, seconds: int) -> bool:
    """Fuzz one target in a process of its own; tell whether nothing was found."""
    folder = Path(tempfile.mkdtemp(prefix="nhip-fuzz-"))
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--seconds", str(seconds)]
    done = subprocess.run(
        [*command, "--here", str(folder), name], capture_output=True, text=True, check=False
    )
    output = done.stdout + done.stderr
    said = "nothing found" if done.returncode == 0 else f"FOUND, see {folder}"
    print(f"{name:20} {ran(output):>10,} inputs in {seconds} s: {said}", flush=True)
    if done.returncode != 0:
        print(output[-3_000:])
    return done.returncode == 0


def main() -> int:
    """Fuzz what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="per parser")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*")
    asked = parser.parse_args()
    if asked.here:
        with suppress(KeyboardInterrupt):
            fuzz_one(asked.targets[0], asked.seconds, asked.here)
        return 0
    environment = dict(os.environ)
    prepare()
    from tests.hostile.targets import TARGETS

    names = asked.targets or [*TARGETS, PAGES]
    good = [fuzz_apart(name, asked.seconds) for name in names if name != PAGES]
    if PAGES in names:
        good.append(fuzz_pages(environment) == 0)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
