"""The desk stands on the same country as the reports."""

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
)
