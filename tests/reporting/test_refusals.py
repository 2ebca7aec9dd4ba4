"""Lý do bằng lời: every reason has a sentence in both languages, and fits into a letter."""

import pytest
from django.utils import translation

from nhip.exchange.rules.statuses import LONGEST_REASON
from nhip.reporting.queries.refusals import in_a_letter, in_words
from nhip.reporting.rules.acceptance import Reason, figure_reasons
from nhip.reporting.rules.checking import Sheets, compute, find
from nhip.signing.rules.verdicts import Reason as Fault
from tests.reporting.forms import row, shipped

SIMPLE = [
    Reason("another-agency", {"part": "sender", "found": "H01"}),
    Reason("another-signer", {"expected": "A", "found": "B"}),
    Reason("another-holder", {"role": "seal", "found": "B"}),
    Reason("another-number", {"expected": "05/BC-UBND", "found": "06/BC-UBND"}),
    Reason("another-date", {"expected": "2021-08-15", "found": "2021-08-14"}),
    Reason("already-here", {"found": "12"}),
    Reason("not-a-report", {"fault": "not-canonical", "found": ""}),
    Reason("unknown-form", {"found": "X"}),
    Reason("unknown-regime", {"found": "X"}),
    Reason("unknown-unit", {"found": "X"}),
    Reason("unknown-period", {"found": "X"}),
    Reason("regime-not-active", {"found": "X"}),
    Reason("form-not-in-force", {"found": "X"}),
    Reason("another-window", {"found": "X"}),
    Reason("not-owed", {"unit": "H53", "found": "X"}),
    Reason("replaces-another", {"expected": "f" * 64}),
    Reason("not-the-next-version", {"found": "2"}),
    Reason("signature", {"role": "seal", "fault": "missing"}),
    *(Reason("signature", {"role": "person", "fault": fault.value}) for fault in Fault),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("reason", SIMPLE, ids=lambda one: one.code)
def test_every_reason_is_a_sentence(reason, language):
    with translation.override(language):
        (sentence,) = in_words([reason])

    assert len(sentence) > 10
    assert "%(" not in sentence


@pytest.mark.requirement(19)
def test_a_broken_identity_is_said_with_its_address_and_both_sums():
    form = shipped("ii-06-kstt")
    typed = row("A", c4=60, c5=30, c6=10, c8=20, c9=60, c10=5, c12=13, c13=3)
    for other in "BC":
        typed |= row(other, c4=0, c5=0, c6=0, c8=0, c9=0, c10=0, c12=0, c13=0)
    found = find(form, Sheets(compute(form, Sheets(typed))))

    with translation.override("vi"):
        first = in_words(figure_reasons(found))[0]

    assert first == (
        "A, c3: Số hồ sơ nhận giải quyết phải bằng số đã giải quyết cộng số đang giải quyết "
        "(3 = 7 + 11). (ghi 100, đúng ra 101)"
    )


def test_what_is_too_long_for_a_letter_is_counted():
    text = in_a_letter([Reason("unknown-form", {"found": "X" * 150})] * 40)

    assert len(text) <= LONGEST_REASON
    assert text.endswith("lý do khác.")


def test_a_letter_is_always_in_vietnamese():
    with translation.override("en"):
        assert in_a_letter([SIMPLE[5]]).startswith("1. Phiên bản này đã có")


def test_a_strangers_text_is_cut_short():
    assert len(Reason("unknown-form", {"found": "X" * 10_000}).as_json()["found"]) == 200
