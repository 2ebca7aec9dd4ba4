"""The rules of the signing day, not of today, decide which algorithms were good enough."""

import datetime as dt

import pytest

from nhip.signing.rules.policies import algorithm_is_good, policy_on


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2018, 11, 14), "vn-2007"),
        (dt.date(2018, 11, 15), "vn-2018"),
        (dt.date(2021, 8, 15), "vn-2018"),
        (dt.date(2024, 8, 14), "vn-2018"),
        (dt.date(2024, 8, 15), "vn-2024"),
        (dt.date(1999, 1, 1), "vn-2007"),
    ],
)
def test_each_day_has_its_policy(day, name):
    assert policy_on(day).name == name


@pytest.mark.parametrize(
    ("day", "digest", "key", "good"),
    [
        (dt.date(2018, 6, 1), "sha1", ("rsa", 2048), True),
        (dt.date(2020, 6, 1), "sha1", ("rsa", 2048), True),
        (dt.date(2020, 6, 1), "md5", ("rsa", 2048), False),
        (dt.date(2020, 6, 1), "sha256", ("rsa", 1024), False),
        (dt.date(2024, 9, 1), "sha1", ("rsa", 2048), False),
        (dt.date(2024, 9, 1), "sha256", ("rsa", 2048), True),
        (dt.date(2024, 9, 1), "SHA-384", ("ec", 256), True),
        (dt.date(2024, 9, 1), "sha256", ("ec", 224), False),
        (dt.date(2024, 9, 1), "sha256", ("other", 0), False),
    ],
)
def test_an_algorithm_is_judged_by_the_policy_of_its_day(day, digest, key, good):
    key_type, key_bits = key

    assert (
        algorithm_is_good(policy_on(day), digest=digest, key_type=key_type, key_bits=key_bits)
        is good
    )
