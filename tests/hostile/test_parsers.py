"""Mọi cửa vào: whatever the bytes, a parser reads them or refuses by name, in bounded time.

The chance is the same in every run, so that nothing here fails by luck; ``make fuzz`` goes on
from other seeds for as long as it is told.
"""

import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.damage import damaged
from tests.hostile.targets import TARGETS, Target, seeds_of

ALWAYS_THE_SAME = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
)
CHEAP, COSTLY = 400, 40
SLOWEST_SECONDS = 30  # on a machine that does much else; usually hundredths


@pytest.fixture(params=sorted(TARGETS))
def name(request):
    return request.param


@pytest.fixture
def target(name) -> Target:
    return TARGETS[name]


def test_the_first_example_that_hostile_input_begins_from_is_read(name, target):
    assert target.try_out(seeds_of(name)[0])


def test_damaged_examples_are_read_or_refused_by_name(name, target):
    chance, slowest = random.Random(name), 0.0

    for _ in range(COSTLY if target.costly else CHEAP):
        data = damaged(chance.choice(seeds_of(name)), chance)
        started = time.monotonic()
        target.try_out(data)
        slowest = max(slowest, time.monotonic() - started)

    assert slowest < SLOWEST_SECONDS


def test_any_bytes_are_read_or_refused_by_name(target):
    @ALWAYS_THE_SAME
    @given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(_encoded)))
    def tried(data):
        target.try_out(data)

    tried()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "rows", "columns", "code", "label", "row", "column", "state", "value"]
            )
            | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("name", ["report.json", "feed.json", "batch", "form"])
def test_any_json_is_read_or_refused_by_name(name):
    @ALWAYS_THE_SAME
    @given(JSON)
    def tried(said):
        TARGETS[name].try_out(json.dumps(said).encode())

    tried()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
