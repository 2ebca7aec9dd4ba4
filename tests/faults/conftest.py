"""Một trục thật cho mọi bài diễn tập: three nodes of real processes, founded once."""

import pytest

from nhip.config import postgres
from nhip.config.faults import books, rehearsal

PATIENCE = 300  # of a busy machine; a quiet one needs seconds


@pytest.fixture(scope="session")
def axis(tmp_path_factory):
    """A running axis: what the tests break is whole again when they are done."""
    folder = tmp_path_factory.mktemp("axis")
    try:
        with rehearsal.axis(folder) as running:
            yield running
    finally:
        postgres.Server(folder / "pg").remove()


@pytest.fixture
def whole(axis):
    """The same axis, on which nothing is on its way before and after, and all books agree."""
    axis.wait_until_settled(patience=PATIENCE)
    yield axis
    axis.wait_until_settled(patience=PATIENCE)
    assert books.tally(axis.field).wrong == ()
