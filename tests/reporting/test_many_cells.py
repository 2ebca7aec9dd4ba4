"""Biểu lớn: two thousand cells take as many statements as one."""

import datetime as dt

import pytest

from nhip.indicators.actions import load_dictionary, store
from nhip.indicators.rules.facts import Fact, Imported
from nhip.reporting import actions
from nhip.reporting.queries.reports import findings
from nhip.reporting.rules.figures import number
from tests.reporting.country import ADMIN, NOW, SATURDAY, activate, obligation_of, owe, read

ROWS, COLUMNS = 200, 10
MANY = {"code": "NHIEU-O", "version": "1", "title": "Biểu lớn"}


def big_form():
    """Return the outbreak form's frame around 2,000 cells, filled from the days before."""
    frame = read("forms", "dich-ngay")[0]
    columns = [
        {
            "code": f"c{number}",
            "label": f"Cột {number}",
            "bind": {"indicator": f"O{number}"},
            "prefill": [{"source": "previous"}, {"source": "series", "since": "2021-08-01"}],
        }
        for number in range(COLUMNS)
    ]
    rows = [
        {"code": f"r{row}", "label": f"Dòng {row}", "bind": {"disaggregation": f"row={row}"}}
        for row in range(ROWS)
    ]
    specification = {"title": "Biểu lớn", "rows": rows, "columns": columns, "outline": []}
    return frame | MANY | {"specification": specification}


def dictionary():
    (frame,) = read("indicators", "outbreak")
    members = [{"code": str(row), "name": str(row), "name_en": str(row)} for row in range(ROWS)]
    dimension = {"code": "row", "name": "Dòng", "name_en": "Row", "members": members}
    entry = frame["indicators"][0] | {"dimensions": ["row"]}
    entries = [entry | {"code": f"O{number}"} for number in range(COLUMNS)]
    return frame | {"dimensions": [dimension], "indicators": entries}


@pytest.fixture
def many(office, ministry, tay_ninh):
    """What Tây Ninh owes on the big form; one of its columns was published for two weeks."""
    load_dictionary(actor=ADMIN, files=[dictionary()], now=NOW)
    regime = read("regimes", "dich-ngay")[0] | {"code": "NHIEU.O", "data_form": "NHIEU-O"}
    actions.load_regimes(actor=ADMIN, forms=[big_form()], regimes=[regime], now=NOW)
    activate("NHIEU.O")
    owe("NHIEU.O", SATURDAY)
    days = [SATURDAY - dt.timedelta(days=back) for back in range(14)]
    facts = [
        Fact("O0", tay_ninh.pk, f"D:{day}", f"row={row}", value=number(1).number)
        for day in days
        for row in range(ROWS)
    ]
    source = Imported("Số liệu thử", SATURDAY)
    store(actor=ADMIN, rows=facts, source=source, now=NOW)
    return obligation_of(tay_ninh)


@pytest.mark.requirement(8)
def test_opening_entering_and_checking_do_not_ask_per_cell(
    lan, many, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40):
        report = actions.open_report(actor=lan, obligation_id=many.pk, now=NOW)
    assert report.cells.count() == ROWS

    published = set(report.figures)
    inputs = report.form_version.rule.inputs
    entries = {address: number(1 if address in published else 7) for address in inputs}
    with django_assert_max_num_queries(40):
        batch = actions.Batch(entries, report.revision)
        actions.enter_cells(actor=lan, report_id=report.pk, batch=batch, now=NOW)
    with django_assert_max_num_queries(10):
        assert findings(report) == []
    with django_assert_max_num_queries(40):
        version = actions.put_up(actor=lan, report_id=report.pk, now=NOW).version

    assert len(version.report.figures) == ROWS * COLUMNS
