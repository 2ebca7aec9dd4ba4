"""A node's backup and its restore: megabytes per second, and how much memory they take.

``python -m benchmarks.node_saved`` fills the store with files nobody can compress, saves the
node into one encrypted file, and restores that into an empty database and folder. Beside it,
in the same run: reading, hashing and writing the same files. ``--files N`` takes another number.
"""

import hashlib
import os
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import _measuring as measuring

FILES = int(sys.argv[sys.argv.index("--files") + 1]) if "--files" in sys.argv else 1_000
EACH = 200_000  # a signed report with its data
RUNS = 2


def main() -> None:
    """Measure, and print both beside their yardstick."""
    with measuring.node() as state, TemporaryDirectory() as folder:
        fill(FILES)
        before = peak()
        times = measuring.in_turns(
            measuring.wall,
            [
                lambda run: save(Path(folder) / f"{run}.age"),
                lambda run: bring_back(Path(folder) / f"{run}.age", Path(folder) / f"new-{run}"),
                lambda run: copy(Path(state), Path(folder) / f"copy-{run}"),
            ],
            RUNS,
        )
        megabytes = FILES * EACH // 10**6
        measuring.say_heads(f"A node with {FILES:,} files of {EACH // 1000} KB", measuring.RATES)
        for what, one in zip(("saved", "restored", "read, hashed, written"), times, strict=True):
            measuring.say_rate(what, one, megabytes, "MB/s")
        print(f"  memory taken beyond the node's own: {peak() - before:,} MB")


def fill(count: int) -> None:
    """Store that many files, each with its row."""
    from nhip.core import clock
    from nhip.files import actions, providers

    for _file in range(count):
        sha256 = providers.store(os.urandom(EACH))
        actions.name(sha256, size=EACH, media_type="application/pdf", now=clock.now())


def save(target: Path) -> None:
    """Back the node up to a key made for it."""
    import pyrage

    from nhip.config.keeping.backup import back_up
    from nhip.core import clock

    identity = pyrage.x25519.Identity.generate()
    target.with_suffix(".key").write_text(str(identity))
    keys = [str(identity.to_public())]
    back_up(target=target, keys=keys, programs=None, now=clock.now())


def bring_back(source: Path, place: Path) -> None:
    """Restore into a database and a folder of their own."""
    from django.db import connection
    from django.test.utils import override_settings

    from nhip.config.keeping.restore import restore

    former, fresh = str(connection.settings_dict["NAME"]), f"restored_{place.name[-1]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {fresh} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = fresh
    try:
        with override_settings(NHIP_STATE=place):
            restore(source=source, key=source.with_suffix(".key"), programs=None)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former


def copy(state: Path, target: Path) -> None:
    """Read, hash and write the files one by one, as plainly as it can be done."""
    target.mkdir()
    for file in (state / "files").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            (target / hashlib.sha256(data).hexdigest()).write_bytes(data)
    os.sync()


def peak() -> int:
    """Return the most memory this process ever took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
