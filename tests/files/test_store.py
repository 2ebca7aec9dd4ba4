"""Bytes are stored once, under their hash, and checked when read."""

import pytest

from nhip.files import providers


def test_what_was_stored_is_read_back():
    assert providers.fetch(providers.store(b"report")) == b"report"


def test_storing_twice_keeps_one_copy(tmp_path):
    assert providers.store(b"report") == providers.store(b"report")
    assert len([place for place in tmp_path.rglob("*") if place.is_file()]) == 1


def test_altered_bytes_are_never_handed_out(tmp_path):
    sha256 = providers.store(b"report")
    next(place for place in tmp_path.rglob(sha256)).write_bytes(b"forged")

    with pytest.raises(providers.FileIsAltered):
        providers.fetch(sha256)


def test_missing_bytes_are_named():
    with pytest.raises(providers.FileIsMissing):
        providers.fetch("0" * 64)
