"""Yêu cầu có phép thử: the page of requirements says what the tests prove, and nothing else."""

import pytest

from scripts import requirements_table
from scripts.requirements_table import NOT_YET, NoSuchMark, document, proofs


def test_the_page_of_requirements_is_current():
    assert document(proofs()) == requirements_table.TARGET.read_text(), "run make requirements"


def test_marks_are_read_from_modules_functions_and_single_parameters(tmp_path):
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.django_db, pytest.mark.requirement(8)]\n"
        "@pytest.mark.requirement(7, 9)\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.fixture_case('T20'))])\n"
        "def test_it_rains(x): ...\n"
        "def rains(): ...\n"
    )

    found = proofs(tmp_path)

    assert found == {key: {"test_some": ["it rains"]} for key in ("8", "7", "9", "T20")}
    assert "- `test_some`: it rains" in document(found)
    assert document({}).count(NOT_YET) - document(found).count(NOT_YET) == len(found)


def test_a_mark_that_names_nothing_is_refused(tmp_path):
    (tmp_path / "test_some.py").write_text(
        "import pytest\n@pytest.mark.requirement(99)\ndef test_it_rains(): ...\n"
    )

    with pytest.raises(NoSuchMark, match="99"):
        proofs(tmp_path)
