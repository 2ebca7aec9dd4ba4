"""A node that has lived: Tây Ninh's report was signed, sealed, sent, receipted and taken in."""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from django.db import connections

from nhip.accounts.rules import RoleName
from nhip.config.demo.country import Country
from nhip.config.tasks import stamp_seals
from nhip.core import clock
from nhip.events import tasks as events
from nhip.organisations.models import Unit
from nhip.reporting import actions, tasks
from nhip.reporting.models import Obligation
from nhip.reporting.rules.figures import number
from tests.one_node import at_home, one_node, sign_and_seal, who, work
from tests.reporting.country import BROUGHT, DAY, NEW

H53 = "H53"


def pytest_collection_modifyitems(items):
    """Let the tests of a folder that share one node run on one worker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("keeping"))


@dataclass(frozen=True)
class Home:
    """Where the node that has lived is kept: its country, and its database."""

    country: Country
    database: str

    @property
    def state(self):
        return self.country.state_of(self.country.government)


@contextmanager
def at_database(name):
    """Let the default connection mean another database for a while."""
    default = connections["default"]
    former = default.settings_dict["NAME"]
    connections.close_all()
    default.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        default.settings_dict["NAME"] = former


@contextmanager
def new_database(template="template0"):
    default = connections["default"]
    name = f"test_nhip_{uuid.uuid4().hex[:12]}"
    connections.close_all()
    with default._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        connections.close_all()
        with default._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def lived(django_db_setup, django_db_blocker, tmp_path_factory):
    """Yield the home of the node; nobody is at home between the tests."""
    with django_db_blocker.unblock():
        template = connections["default"].settings_dict["NAME"]
        with new_database(template) as name:
            with (
                at_database(name),
                one_node(
                    tmp_path_factory.mktemp("lived"), ministries=("G18",), provinces=(H53,)
                ) as country,
            ):
                _live()
            yield Home(country, name)


def _live():
    tasks.tick(timestamp=0)
    work()
    lan, now = who(RoleName.REPORTER, H53), clock.now()
    unit = Unit.objects.by_code("qd20", H53, on=clock.today())
    owed = Obligation.objects.get(unit=unit, period__key=DAY)
    report = actions.open_report(actor=lan, obligation_id=owed.pk, now=now)
    batch = actions.Batch({BROUGHT: number(6150), NEW: number(97)}, report.revision)
    actions.enter_cells(actor=lan, report_id=report.pk, batch=batch, now=now)
    actions.put_up(actor=lan, report_id=report.pk, now=now)
    sign_and_seal(report, H53)
    work()
    while events.seal():
        pass
    stamp_seals(timestamp=0)


@pytest.fixture
def db(django_db_setup):
    """Wrap no test into a transaction: these have databases of their own."""


@pytest.fixture
def node(db, lived, django_db_blocker):
    """Be at home at the node that has lived, itself; who changes anything undoes it."""
    with django_db_blocker.unblock(), at_database(lived.database), at_home(lived.country):
        yield lived


@pytest.fixture(scope="session")
def identity(tmp_path_factory):
    """The private key of whoever keeps the backups, in a file as ``age-keygen`` writes it."""
    made = pyrage.x25519.Identity.generate()
    file = tmp_path_factory.mktemp("vault") / "key.txt"
    file.write_text(f"# public key: {made.to_public()}\n{made}\n")
    return file


def public(identity):
    return identity.read_text().split("\n")[0].removeprefix("# public key: ")
