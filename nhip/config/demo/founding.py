"""Dựng nước trình diễn: the first start, which makes databases, authorities, people and keys."""

import datetime as dt
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from nhip.config.demo.country import STARTS_AT, Country, Place
from nhip.config.demo.processes import run
from nhip.config.postgres import Server
from nhip.core import clock

Say = Callable[[str], None]

TEMPLATE = Place("template", "", (), 0)


def is_founded(country: Country) -> bool:
    """Tell whether the first start came to its end."""
    return (country.folder / "founded").exists()


def found(country: Country, server: Server, say: Say) -> None:
    """Make everything that a country needs once; what an interrupted start left is made anew."""
    _clear(country, server)
    say("Databases: tables, units, indicators, forms and regimes")
    start_clock(country)
    server.create_database(TEMPLATE.database)
    run(country, TEMPLATE, server, "demo_found")
    say("Certificate authorities, keys and people of three nodes")
    run(country, TEMPLATE, server, "demo_authorities")
    for place in country.places:
        server.create_database(place.database, template=TEMPLATE.database)
    with ThreadPoolExecutor(len(country.places)) as pool:
        list(pool.map(lambda place: run(country, place, server, "demo_settle"), country.places))
    (country.folder / "founded").touch()


def start_clock(country: Country) -> None:
    """Let the country's clock go on from its last moment, or begin."""
    last = country.last_moment
    moment = dt.datetime.fromisoformat(last.read_text()) if last.exists() else STARTS_AT
    clock.write(country.clock, moment)


def keep_moment(country: Country) -> None:
    """Write down the present moment, from which the next start goes on."""
    country.last_moment.write_text(clock.read(country.clock).isoformat())


def _clear(country: Country, server: Server) -> None:
    for place in (*country.places, TEMPLATE):
        server.drop_database(place.database)
        shutil.rmtree(country.state_of(place), ignore_errors=True)
    shutil.rmtree(country.pki, ignore_errors=True)
    country.last_moment.unlink(missing_ok=True)
