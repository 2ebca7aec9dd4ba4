"""A hostile file costs at most its share, and the next file is judged as ever."""

import subprocess
import sys

import pytest

from nhip.signing.providers import bounded
from nhip.signing.rules.verdicts import Conclusion, Reason
from tests.signing.papers import LATER


@pytest.fixture(autouse=True)
def no_sandbox_remains():
    yield
    bounded.end_sandbox()


def test_the_sandbox_answers_as_the_library_does(signers, signed):
    verdict, data = bounded.examine(signed, trust=signers.trust, now=LATER)

    assert verdict == signers.verdict(signed)
    assert data.are_signed


def test_a_file_that_takes_too_long_could_not_be_checked(signers, signed):
    verdict, _data = bounded.examine(signed, trust=signers.trust, now=LATER, patience=0.001)

    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK
    assert verdict.reasons == (Reason.TOOK_TOO_LONG,)


def test_after_one_that_took_too_long_the_next_is_judged(signers, signed):
    bounded.examine(signed, trust=signers.trust, now=LATER, patience=0.001)

    verdict, _data = bounded.examine(signed, trust=signers.trust, now=LATER)

    assert verdict.conclusion is Conclusion.GOOD


def test_one_sandbox_serves_file_after_file(signers, signed):
    bounded.examine(signed, trust=signers.trust, now=LATER)
    first = bounded._sandbox.process
    bounded.examine(b"junk", trust=signers.trust, now=LATER)

    assert bounded._sandbox.process is first


def test_the_sandbox_ends_with_its_questions():
    ended = subprocess.run(
        [sys.executable, "-m", "nhip.signing.providers.bounded"],
        stdin=subprocess.DEVNULL,
        timeout=30,
        check=False,
    )

    assert ended.returncode == 0
