"""What every test stands on: one PostgreSQL for the checkout, and people with names."""

import os
import tempfile
from pathlib import Path

STATE = Path(tempfile.gettempdir()) / f"nhip-tests-{os.getuid()}"
os.environ["NHIP_DATABASE_POOL"] = "0"
os.environ.setdefault("NHIP_STATE", str(STATE / "node"))
os.environ.setdefault("NHIP_NODE", "test")
os.environ.setdefault("NHIP_AGENCIES", "G22,H53")

if "NHIP_DATABASE_URL" not in os.environ:
    from nhip.config import postgres

    os.environ["NHIP_DATABASE_URL"] = postgres.ensure(STATE / "pg").url("postgres")

import pytest  # noqa: E402  (the environment must be set before Django reads it)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give every test run a database of its own, so that runs beside each other do not meet."""
    from django.conf import settings

    test = settings.DATABASES["default"].setdefault("TEST", {})
    test["NAME"] = f"test_nhip_{os.getpid()}"


@pytest.fixture(autouse=True)
def state_of_its_own(settings, tmp_path):  # type: ignore[no-untyped-def]
    """Let each test keep files in a folder of its own."""
    settings.NHIP_STATE = tmp_path
