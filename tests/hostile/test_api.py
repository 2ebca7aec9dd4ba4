"""API theo mô tả của nó: what schemathesis makes of the description never breaks an operation.

Every answer is one that the description documents, and none says that something broke.
``NHIP_FUZZ=1``, as ``make fuzz`` does, tries more and by other chance.
"""

import json
import os

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from nhip.config.api import api
from tests.api.conftest import caller_for
from tests.security.test_strangers import in_the_world, world  # noqa: F401  (found by their names)

pytestmark = pytest.mark.django_db

FUZZING = bool(os.environ.get("NHIP_FUZZ"))
DESCRIPTION = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = {
    f"{found.ok().method.upper()} {found.ok().path}": found.ok()
    for found in DESCRIPTION.get_all_operations()
}
HOW = settings(
    max_examples=int(os.environ.get("NHIP_FUZZ_EXAMPLES", "500")) if FUZZING else 8,
    derandomize=not FUZZING,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def caller(world):  # noqa: F811
    return caller_for(world.people["own", "reporter"])


def ask(case, caller):
    """Send what was made up, and undo what it did."""
    address = case.formatted_path
    body = None if isinstance(case.body, schemathesis.core.NotSet) else case.body
    with transaction.atomic():
        answer = Client(raise_request_exception=True).generic(
            case.method.upper(),
            address,
            data=b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            query_params=case.query or {},
            headers=caller.headers,
        )
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_answers_as_its_description_says(name, caller, world):  # noqa: F811
    operation = OPERATIONS[name]

    @HOW
    @given(operation.as_strategy())
    def tried(case):
        answer = ask(case, caller)
        documented = {str(status) for status in operation.definition.raw["responses"]}
        assert answer.status_code < 500
        if str(answer.status_code) not in documented:
            assert "default" in documented
            assert answer["Content-Type"] == "application/problem+json"
            assert {"status", "code", "detail", "facts"} == set(answer.json())

    tried()
