"""Sẵn sàng: whether this node can do its work now, in four answers that tell nothing secret."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from nhip.core import clock
from nhip.core.errors import Refused
from nhip.desk.queries.flow import workers_alive
from nhip.exchange.queries.partners import UnknownPartner, partner_of
from nhip.signing.providers.keys import open_transport_key
from nhip.signing.queries import transport_key

KEPT_SECONDS: Final = 15


def readiness() -> dict[str, bool]:
    """Return what holds; the later answers need the earlier ones."""
    answers = dict.fromkeys(CHECKS, False)
    for name, check in CHECKS.items():
        try:
            answers[name] = check()
        except DatabaseError:
            break
    return answers


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    """Tell whether the tables are those of this release."""
    return _recently(_look_at_migrations)


def _keys() -> bool:
    """Tell whether every hosted agency that is connected can sign its messages."""
    return _recently(_open_keys)


def _worker() -> bool:
    return workers_alive() > 0


CHECKS: Final[dict[str, Callable[[], bool]]] = {
    "database": _database,
    "migrations": _migrations,
    "keys": _keys,
    "worker": _worker,
}


def _look_at_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _open_keys() -> bool:
    now = clock.now()
    for agency in settings.NHIP_AGENCIES:
        try:
            unit_id = partner_of(agency, now=now).unit_id
            open_transport_key(transport_key(unit_id, now=now))
        except UnknownPartner:
            continue  # not connected to the axis yet: there is nothing to sign
        except Refused:
            return False
    return True


def _recently(check: Callable[[], bool]) -> bool:
    """Return an answer at most some seconds old, so that whoever asks often costs little."""
    return _answered(check, int(time.monotonic()) // KEPT_SECONDS)


@lru_cache(maxsize=4)
def _answered(check: Callable[[], bool], turn: int) -> bool:
    return check()
