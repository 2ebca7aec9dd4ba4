"""Addresses that no page can answer."""

import pytest


@pytest.mark.parametrize("address", ["/healthz?period=%00", "/signing/check%00/"])
def test_an_address_with_a_nul_is_a_bad_request_and_never_an_error_of_ours(client, address):
    assert client.get(address).status_code == 400
