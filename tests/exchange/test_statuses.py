"""Thứ tự trạng thái: in whatever order the codes come, nothing goes back or leaves an end."""

import itertools

from nhip.exchange.rules.letters import StatusCode
from nhip.exchange.rules.statuses import START, is_known, may_follow, moves

ALL = ("01", "02", "03", "04", "05", "06", "13", "15")


def course_of(order):
    """Return the codes that moved a document when they came in this order."""
    standing, course = START, []
    for code in order:
        if moves(standing, code):
            standing = code
            course.append(code)
    return course


def test_in_whatever_order_the_codes_come_the_furthest_counts():
    orders = itertools.permutations(["01", "03", "04", "05", "06"])

    assert {course_of(order)[-1] for order in orders} == {"06"}


def test_no_order_of_all_codes_leads_back_or_out_of_an_end():
    for order in itertools.permutations(ALL):
        course = course_of(order)
        forward = [code for code in course if code != "02"]
        assert forward == sorted(set(forward))
        assert "02" not in course[:-1]


def test_we_ourselves_say_one_step_after_the_other():
    assert may_follow(START, "01")
    assert not may_follow(START, "03")
    assert may_follow("05", "05")
    assert not may_follow("06", "05")
    assert not may_follow("02", "03")


def test_a_withdrawal_and_its_answers_move_nothing():
    assert not any(moves(standing, code) for standing in ALL for code in ("13", "15", "16"))


def test_only_evidenced_codes_are_known():
    known = [code for code in (f"{number:02d}" for number in range(1, 17)) if is_known(code)]

    assert known == [str(code) for code in StatusCode]
    assert not {"07", "08", "09", "10", "11", "12", "14"} & set(known)
