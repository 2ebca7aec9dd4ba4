"""Papers that the Government really signed are read; what cannot be known here is said."""

import os
from pathlib import Path

import pytest

from nhip.signing.providers.trust import NOBODY
from nhip.signing.providers.verify import verify
from nhip.signing.rules.verdicts import Conclusion, Coverage, Reason, Revocation
from tests.signing.papers import LATER

SHARED = os.environ.get("NHIP_SHARED", "")
PAPERS = sorted(Path(SHARED, "data", "signed-pdf").glob("*.pdf")) if SHARED else []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.stem)
def test_a_signed_government_paper_is_intact_and_its_trust_is_left_open(paper):
    verdict = verify(paper.read_bytes(), trust=NOBODY, now=LATER)

    (signature,) = verdict.signatures
    assert signature.intact
    assert signature.coverage is Coverage.WHOLE_FILE
    assert signature.algorithm_ok
    assert signature.organisation.casefold() == "văn phòng chính phủ"
    assert signature.revocation is Revocation.UNKNOWN
    assert verdict.conclusion is Conclusion.COULD_NOT_CHECK
    assert Reason.NO_TRUST_ANCHORS in verdict.reasons
    assert verdict.data_are_signed is None


def test_papers_are_looked_for_only_where_the_environment_says():
    assert bool(PAPERS) is bool(SHARED)
