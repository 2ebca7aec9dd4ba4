"""Trạng thái ở nơi nhận: which word of a recipient counts when words come late or twice."""

REFUSED = "02"
ARRIVED = ("01", "03", "04", "05", "06")
_COURSE = ("", *ARRIVED, REFUSED)


def says_more(status: str, *, known: str) -> bool:
    """Tell whether a status carries the document further than what is known.

    A refusal ends every course, wherever it stood. Codes outside the course
    (withdrawals, unknown ones) say nothing of it.
    """
    return status in _COURSE and _COURSE.index(status) > _COURSE.index(known)
