"""The server's side of the cases that the page in the browser works out as well."""

import json

import pytest

from nhip.reporting.forms import read_batch
from tests.reporting.cases import cases, on_the_server, short
from tests.reporting.forms import small


def named(case):
    return case.get("says") or case["typed"]


@pytest.mark.parametrize("case", cases("computing"), ids=named)
def test_the_server_works_the_case_out(case):
    computed, found = on_the_server(case)

    assert computed == case["computed"]
    assert found == case.get("findings", [])


@pytest.mark.parametrize("case", cases("reading"), ids=named)
def test_the_server_reads_what_was_typed(case):
    batch = {"revision": 0, "cells": {"r!a": case["typed"]}}

    sheet = read_batch(json.dumps(batch).encode(), small())

    values = [short(value) for value in sheet.entries.values()]
    assert values == ([] if case["means"] is None else [case["means"]])
    assert len(sheet.attempt.faults) == (case["means"] is None)
