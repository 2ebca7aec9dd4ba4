"""Dựng nước trình diễn: the first start, which makes databases, authorities, people and keys."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

import nhip
from nhip.config.demo.country import STARTS_AT, Country, Place, keep_ports
from nhip.config.demo.processes import Processes
from nhip.config.postgres import RUNNER, Server
from nhip.core import clock
from nhip.core.canonical import sha256_hex

Say = Callable[[str], None]

TEMPLATE = Place("template", "", (), 0)


def is_founded(country: Country) -> bool:
    """Tell whether the first start came to its end."""
    return _founded(country).exists()


def found(processes: Processes, say: Say) -> None:
    """Make everything that a country needs once; what an interrupted start left is made anew.

    Tables are made and loaded once, in a database of which every node gets a copy.
    """
    country, server = processes.country, processes.server
    _clear(country, server)
    keep_ports(country)
    start_clock(country)
    say(_("Tables, units, indicators, forms, regimes, published history, certificates"))
    server.create_database(TEMPLATE.database)
    processes.do(TEMPLATE, "demo_found")
    say(_("Three nodes: people, keys, competences, number series"))
    for place in country.places:
        server.create_database(place.database, template=TEMPLATE.database)
        processes.start_job(place, "demo_settle")
    processes.wait_for_jobs()
    server.drop_database(TEMPLATE.database)
    _founded(country).write_text(_tables())


def bring_up_to_date(processes: Processes, say: Say) -> None:
    """Change the tables of a country that an earlier version of the software founded.

    One node after another: all collect their static files in one folder.
    """
    country = processes.country
    if _founded(country).read_text() == _tables():
        return
    say(_("New version: changing the tables of three nodes"))
    for place in country.places:
        processes.do(place, "setup", "--role", RUNNER, "--verbosity", "0")
    _founded(country).write_text(_tables())


def start_clock(country: Country) -> None:
    """Let the country's clock go on from its last moment, or begin.

    A country that was killed kept no last moment; its clock has gone on, and is never set back.
    """
    last = country.last_moment
    if last.exists():
        clock.write(country.clock, dt.datetime.fromisoformat(last.read_text()))
        last.unlink()
    elif not country.clock.exists():
        clock.write(country.clock, STARTS_AT)


def keep_moment(country: Country) -> None:
    """Write down the present moment, from which the next start goes on."""
    country.last_moment.write_text(clock.read(country.clock).isoformat())


def _founded(country: Country) -> Path:
    """Return the file that says that the country was founded, and with which tables."""
    return country.folder / "founded"


def _tables() -> str:
    """Return a text that changes with the migrations of this version."""
    package = Path(nhip.__file__).parent
    migrations = sorted(str(one.relative_to(package)) for one in package.glob("*/migrations/0*.py"))
    return sha256_hex("\n".join(migrations).encode())


def _clear(country: Country, server: Server) -> None:
    for place in (*country.places, TEMPLATE):
        server.drop_database(place.database)
        shutil.rmtree(country.state_of(place), ignore_errors=True)
    shutil.rmtree(country.pki, ignore_errors=True)
    country.last_moment.unlink(missing_ok=True)
    country.clock.unlink(missing_ok=True)
