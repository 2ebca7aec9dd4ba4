"""An ninh: the people and the report of Tây Ninh, seen by those whom it is none of the business."""

from tests.reporting.conftest import (  # noqa: F401  (found by their names)
    august,
    competence,
    daily,
    filled,
    hoa,
    lan,
    minh,
    minhs_key,
    ministry,
    nobody,
    node,
    obligation,
    office,
    pki,
    put_up,
    report,
    tay_ninh,
    thu,
    typeset,
)
