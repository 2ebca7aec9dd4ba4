"""Chữ ký trên văn bản: what keeps a document from its number, from its seal, and from leaving."""

from dataclasses import replace

import pytest

from nhip.documents.rules.numbering import Numbered
from nhip.documents.rules.signatures import (
    Fault,
    Finding,
    Registered,
    judge_agency,
    judge_personal,
    judge_sealed,
    times_are_proven,
)
from nhip.signing.rules.verdicts import Coverage, Reason, TimeSource, conclude
from tests.documents.pages import AT
from tests.documents.verdicts import BROKEN, GOOD, personal, sealed

MINHS, COMMITTEES = "0" * 64, "1" * 64
RECORDED = Numbered("05/BC-UBND", AT.date())
REGISTERED = Registered(personal={MINHS}, agency={COMMITTEES}, numbered=RECORDED)


def by_minh(verdict):
    return judge_personal(verdict, signer="Nguyễn Văn Minh", certificates={MINHS})


def test_the_signers_own_good_signature_brings_the_number():
    assert by_minh(personal()) is None


def test_a_name_without_marks_is_the_same_name():
    assert by_minh(personal(signer="NGUYEN VAN MINH")) is None


def test_that_only_the_signer_says_when_is_no_hindrance():
    claimed = {"time_source": TimeSource.CLAIMED, "reasons": (Reason.TIME_IS_CLAIMED,)}

    assert by_minh(personal(**claimed)) is None
    assert not times_are_proven(personal(**claimed))
    assert times_are_proven(personal())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (BROKEN, Fault.NOT_GOOD),
        ({"role": "seal"}, Fault.MISSING),
        ({"signer": "Phạm Thị Hoa"}, Fault.OTHER_SIGNER),
        ({"certificate_sha256": "2" * 64}, Fault.OTHER_KEY),
        ({"coverage": Coverage.REVISION}, Fault.NOT_LAST),
    ],
)
def test_anything_else_brings_no_number(changes, fault):
    assert by_minh(personal(**changes)) == Finding("person", fault)


def test_three_good_signatures_in_order_are_a_sealed_document():
    verdict = sealed(RECORDED.reason)

    assert judge_agency(verdict, recorded=RECORDED) is None
    assert judge_sealed(verdict, registered=REGISTERED) is None


@pytest.mark.parametrize(
    "said", ["", "number=06/BC-UBND;date=2021-08-15", "number=05/BC-UBND;date=2021-08-16"]
)
def test_number_and_date_are_those_on_record(said):
    assert judge_agency(sealed(said), recorded=RECORDED) == Finding("number", Fault.OTHER_NUMBER)


@pytest.mark.parametrize("role", ["person", "number", "seal"])
def test_each_of_the_three_must_be_there_and_good(role):
    signatures = sealed(RECORDED.reason).signatures
    without = conclude(tuple(one for one in signatures if one.role != role), data_are_signed=True)
    broken = conclude(
        tuple(replace(one, **BROKEN) if one.role == role else one for one in signatures),
        data_are_signed=True,
    )

    assert judge_agency(without, recorded=RECORDED) == Finding(role, Fault.MISSING)
    assert judge_agency(broken, recorded=RECORDED) == Finding(role, Fault.NOT_GOOD)


def test_the_agency_does_not_sign_before_the_person():
    person, number, seal = sealed(RECORDED.reason).signatures
    wrong = conclude((number, person, seal), data_are_signed=True)

    assert judge_agency(wrong, recorded=RECORDED) == Finding("seal", Fault.OUT_OF_ORDER)


def test_nothing_follows_the_last_signature():
    verdict = sealed(RECORDED.reason, coverage=Coverage.REVISION)

    assert judge_agency(verdict, recorded=RECORDED) == Finding("seal", Fault.NOT_LAST)


def test_a_document_time_stamp_may_come_last():
    signatures = sealed(RECORDED.reason, coverage=Coverage.REVISION).signatures
    stamp = replace(GOOD, role="timestamp", time_source=TimeSource.DOCUMENT_TIMESTAMP)

    assert (
        judge_agency(conclude((*signatures, stamp), data_are_signed=True), recorded=RECORDED)
        is None
    )


@pytest.mark.parametrize(
    ("registered", "role"),
    [
        (replace(REGISTERED, personal={COMMITTEES}), "person"),
        (replace(REGISTERED, agency={MINHS}), "number"),
    ],
)
def test_a_key_that_is_not_on_record_seals_nothing(registered, role):
    finding = judge_sealed(sealed(RECORDED.reason), registered=registered)

    assert finding == Finding(role, Fault.OTHER_KEY)
