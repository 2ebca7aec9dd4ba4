"""Đĩa đầy: a sentence, nothing half stored, and work goes on when there is room again."""

import json
import os
import resource
import subprocess
from contextlib import contextmanager

import pytest

from nhip.core.errors import Unavailable
from nhip.events import providers as seals
from nhip.files import providers as files
from nhip.files import tasks

LARGE = bytes(range(256)) * 4_096


@contextmanager
def files_no_larger_than(size):
    """Let no file of this process grow beyond a size; the disk is not touched."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a quarter of a megabyte; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk, and not in every container")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def everything_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_is_said_and_leaves_nothing_half_stored(settings, small_disk):
    settings.NHIP_STATE = small_disk

    with pytest.raises(files.StoreIsFull) as refusal:
        files.store(LARGE)

    assert isinstance(refusal.value, Unavailable)
    assert str(len(LARGE)) in str(refusal.value)
    assert everything_in(small_disk) == []
    files.store(b"small")


def test_what_did_not_fit_is_stored_when_there_is_room_again(settings, tmp_path):
    with files_no_larger_than(100_000), pytest.raises(files.StoreIsFull):
        files.store(LARGE)
    assert everything_in(tmp_path) == []

    assert files.fetch(files.store(LARGE)) == LARGE


def test_other_troubles_of_the_disk_are_not_called_full(settings, tmp_path):
    (tmp_path / "files").write_text("in the way")

    with pytest.raises(OSError, match="files"):
        files.store(b"x")


@pytest.mark.django_db
def test_what_a_killed_process_half_wrote_is_swept_after_a_day(settings, tmp_path):
    kept = tmp_path / "files" / "aa" / "bb"
    kept.mkdir(parents=True)
    fresh, old = kept / "tmpfresh", kept / "tmpold"
    fresh.touch()
    old.touch()
    os.utime(old, (0, 0))

    tasks.sweep(timestamp=0)

    assert fresh.exists()
    assert not old.exists()


def test_a_book_of_seals_without_room_keeps_whole_lines_only(tmp_path):
    seals.write_head(1, "a" * 64)
    almost_full = (tmp_path / "seals" / "heads.jsonl").stat().st_size + 10
    with files_no_larger_than(almost_full), pytest.raises(OSError, match=r"heads\.jsonl|too large"):
        seals.write_head(2, "b" * 64)
    seals.write_head(3, "c" * 64)

    assert seals.heads() == [(1, "a" * 64), (3, "c" * 64)]


def test_a_line_cut_off_by_a_loss_of_power_does_not_spoil_the_book(tmp_path):
    seals.write_head(1, "a" * 64)
    book = tmp_path / "seals" / "heads.jsonl"
    with book.open("a") as lines:
        lines.write(json.dumps({"position": 2, "hash": "b" * 64})[:40])

    assert seals.heads() == [(1, "a" * 64)]
    seals.write_head(3, "c" * 64)
    assert seals.heads() == [(1, "a" * 64), (3, "c" * 64)]
