"""The description of the API is kept, so that a change of it is seen."""

from pathlib import Path

from django.test import Client

from nhip.config.api import description

KEPT = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"


def test_the_kept_description_is_the_present_one():
    assert KEPT.read_text() == description() + "\n", "run: python scripts/openapi.py"


def test_a_node_describes_its_api_to_anybody(client: Client):
    answer = client.get("/api/v1/openapi.json")

    assert answer.json()["info"]["title"] == "Nhịp"


def test_every_operation_says_how_it_says_no(client: Client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    said = {
        operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"]
        for methods in paths.values()
        for operation in methods.values()
    }
    assert said == {"#/components/schemas/Problem"}
