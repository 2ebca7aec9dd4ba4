"""What every test stands on: one PostgreSQL for the checkout, and people with names."""

import os
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path

STATE = Path(tempfile.gettempdir()) / f"nhip-tests-{os.getuid()}"
os.environ["NHIP_DATABASE_POOL"] = "0"
os.environ.setdefault("NHIP_STATE", str(STATE / "node"))
os.environ.setdefault("NHIP_NODE", "test")
os.environ.setdefault("NHIP_AGENCIES", "G22,H53")
os.environ.setdefault("NHIP_METRICS", "")  # each process counts for itself
os.environ.setdefault("NHIP_SECOND_FACTOR", "0")  # tests/security switches it on

UNDER_FIRE = {
    "faults": ("faults/",),
    "keeping": ("keeping/",),
    "strangers": ("security/",),
    "hostile": ("hostile/",),
    "storm": ("exchange/test_crowding.py", "live/test_pace.py"),
    "inside": ("config/test_logging.py", "config/test_traces.py", "config/test_health.py",
               "desk/test_operation.py"),
    "running": ("config/test_settings.py", "config/test_upgrade.py", "config/test_node.py",
                "exchange/test_tls.py", "test_installation.py"),
}  # fmt: skip

# What `make prove` runs and `make test` leaves out.
SLOW = (
    *("browser/test_story.py", "demo/", "faults/test_axis.py", "faults/test_ending.py"),
    *("security/test_strangers.py", "hostile/test_addresses.py", "keeping/test_point_in_time.py"),
)

_lease = ExitStack()
if "NHIP_DATABASE_URL" not in os.environ:
    from nhip.config import postgres

    server = _lease.enter_context(postgres.running(STATE / "pg18"))
    postgres.hurry(server)
    os.environ["NHIP_DATABASE_URL"] = server.url("postgres")

# pytest would read the settings before this file, were they named in pyproject.toml.
os.environ["DJANGO_SETTINGS_MODULE"] = "nhip.config.settings"

import django  # noqa: E402  (the environment must be set before Django reads it)
import pytest  # noqa: E402

from scripts import messages  # noqa: E402

messages.compile_all()
django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the chapter of docs/reliability.md it stands for, and the slow ones."""
    here = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(here).as_posix()
        for marker, places in UNDER_FIRE.items():
            if place.startswith(places):
                item.add_marker(marker)
        if place.startswith(SLOW):
            item.add_marker("slow")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: what is packed at import bears the time, and workers differ."""
    return argname if isinstance(val, bytes) else None


def pytest_unconfigure() -> None:
    """Leave the server; it ends with the last run that uses it."""
    _lease.close()


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


@pytest.fixture(scope="session")
def founded(tmp_path_factory):  # type: ignore[no-untyped-def]
    """A country at rest, founded once; who needs it is in the xdist group ``country``."""
    from tests.founded import founded as made

    with made(tmp_path_factory.mktemp("founded")) as found:
        yield found


@pytest.fixture
def committing(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """A database of its own, cloned from the migrated one, for tests that must really commit."""
    from django.db import connections

    with django_db_blocker.unblock():
        default = connections["default"]
        template, clone = default.settings_dict["NAME"], f"test_nhip_{uuid.uuid4().hex[:12]}"
        connections.close_all()
        with default._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')
        default.settings_dict["NAME"] = clone
        try:
            yield clone
        finally:
            connections.close_all()
            default.settings_dict["NAME"] = template
            with default._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{clone}" WITH (FORCE)')
