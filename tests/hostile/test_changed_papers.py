"""Văn bản bị sửa sau khi ký: ten ways, and none of them is ever called good."""

import pytest
from django.utils import translation

from nhip.signing.queries.wording import text_of
from nhip.signing.rules.verdicts import Conclusion
from tests.hostile.papers import WAYS, signature_of_another, time_stamp_removed
from tests.signing.conftest import report, signed, signers  # noqa: F401  (found by their names)


def judged(signers, pdf):  # noqa: F811
    """Return the verdict on a changed paper, which must be said in both languages."""
    verdict = signers.verdict(pdf)
    assert verdict.conclusion is not Conclusion.GOOD
    assert verdict.reasons
    for language in ("vi", "en"):
        with translation.override(language):
            assert all(text_of(reason) for reason in verdict.reasons)
    return verdict


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_paper_changed_after_signing_is_never_good(way, signers, signed):  # noqa: F811
    assert signers.verdict(signed).conclusion is Conclusion.GOOD

    judged(signers, WAYS[way](signed))


def test_a_paper_whose_time_stamp_was_torn_off_is_never_good(signers, signed):  # noqa: F811
    stamped = signers.stamp_whole(signed)
    assert signers.verdict(stamped).conclusion is Conclusion.GOOD

    judged(signers, time_stamp_removed(stamped))


def test_the_signature_of_another_paper_is_none_of_this_one(signers, signed, report):  # noqa: F811
    other = signers.sign_all(report, at=signers.verdict(signed).signatures[0].signed_at)

    judged(signers, signature_of_another(signed, other))


def test_a_paper_cut_at_an_earlier_revision_lacks_what_came_later(signers, signed):  # noqa: F811
    """Whoever cuts the seal off leaves good signatures of fewer hands: acceptance names them."""
    first = signed.index(b"%%EOF") + 6
    second = signed.index(b"%%EOF", first) + 6

    assert {one.role for one in signers.verdict(signed[:second]).signatures} == {"person"}
