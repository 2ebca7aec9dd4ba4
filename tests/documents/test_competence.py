"""Thẩm quyền ký: TM., KT., TL., TUQ. on the page and in time."""

import datetime as dt

import pytest

from nhip.documents.rules.competence import Competence, Form, may_be_handed_on

BODY = "Ủy ban nhân dân"


@pytest.mark.parametrize(
    ("competence", "lines"),
    [
        (Competence(Form.OWN, "Bộ trưởng"), ("Bộ trưởng",)),
        (
            Competence(Form.COLLECTIVE, "Chủ tịch", collective=BODY),
            ("TM. Ủy ban nhân dân", "Chủ tịch"),
        ),
        (
            Competence(Form.DEPUTY, "Phó Chủ tịch", "Chủ tịch", BODY),
            ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
        ),
        (
            Competence(Form.ORDER, "Chánh Văn phòng", "Bộ trưởng"),
            ("TL. Bộ trưởng", "Chánh Văn phòng"),
        ),
        (Competence(Form.AUTHORISED, "Vụ trưởng", "Bộ trưởng"), ("TUQ. Bộ trưởng", "Vụ trưởng")),
        (Competence(Form.ACTING, "Bộ trưởng"), ("Q. Bộ trưởng",)),
    ],
)
def test_the_page_says_in_whose_place_the_signer_signs(competence, lines):
    assert competence.standing() == lines


def test_a_competence_ends_before_its_last_day():
    term = Competence(Form.OWN, "Bộ trưởng", start=dt.date(2021, 1, 1), end=dt.date(2021, 9, 1))

    assert term.covers("BC", on=dt.date(2021, 8, 31))
    assert not term.covers("BC", on=dt.date(2021, 9, 1))
    assert not term.covers("BC", on=dt.date(2020, 12, 31))


def test_a_competence_covers_only_its_content():
    assert not Competence(Form.AUTHORISED, "Vụ trưởng", "Bộ trưởng", kinds=("CV",)).covers(
        "BC", on=dt.date(2021, 8, 15)
    )


def test_what_was_received_by_authority_is_not_handed_on():
    assert [form for form in Form if not may_be_handed_on(form)] == [Form.AUTHORISED]
