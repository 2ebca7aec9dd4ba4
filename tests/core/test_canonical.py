"""One value has one byte sequence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhip.core.canonical import canonical_json


def test_members_are_sorted_and_text_is_composed():
    value = {"b": "e\u0302", "a": [None, True, 1, Decimal("1.50")]}

    assert canonical_json(value) == '{"a":[null,true,1,"1.50"],"b":"ê"}'.encode()


@pytest.mark.requirement(20)
def test_floating_point_numbers_are_refused():
    with pytest.raises(TypeError):
        canonical_json({"share": 0.1})


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_the_order_in_which_members_were_added_does_not_matter(value):
    backwards = dict(reversed(value.items()))

    assert canonical_json(backwards) == canonical_json(value)
