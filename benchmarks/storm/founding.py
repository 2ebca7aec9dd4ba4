"""Dựng bãi thử: the database of which every storm gets a copy. ``python -m …founding FOLDER``.

Units and their names are the real ones of 1 July 2025. No public table gives the communes codes
of Decision 20/2020, so those of the storm are made of their statistical codes.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.storm.ground import (
    DAILY,
    DAY,
    FOUNDED_AT,
    QUARTERLY,
    RECEIVER,
    RECEIVER_NAME,
    Ground,
)

EDITORS, WATCHERS = 300, 200
Json = dict[str, Any]


def main() -> None:
    """Found the country of the storm in an empty database."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from nhip.core import clock
    from nhip.core.web import system

    ground, founder = Ground(Path(sys.argv[1])), system("storm")
    clock.write(ground.clock, FOUNDED_AT)
    call_command("setup", role="nhip_run", verbosity=0)
    call_command("load_units", verbosity=0)
    call_command("load_indicators", verbosity=0)
    units = _communes()
    _give_codes(units)
    _load_regimes(Path(settings.NHIP_REFERENCE), founder)
    _introduce(ground, units, founder)
    _let_people_work(units, founder)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ground.units.write_text(json.dumps(units, ensure_ascii=False))


def _communes() -> list[Json]:
    """Return the communes of the day, in an order that mixes the provinces."""
    from nhip.organisations.models import Code, Unit

    units = Unit.objects.of_kind("commune", on=DAY)
    codes = Code.objects.filter(scheme="gso", valid__contains=DAY, unit__in=units)
    found = []
    for unit_id, gso in codes.order_by("value").values_list("unit_id", "value"):
        unit = Unit(pk=unit_id)
        named = {"name": unit.name_on(DAY), "official": unit.official_name_on(DAY)}
        found.append({"pk": unit_id, "code": f"H26.{gso[:2]}.{gso[2:4]}.{gso[4:]}0", **named})
    return sorted(found, key=lambda one: one["code"][::-1])


def _give_codes(units: list[Json]) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from nhip.organisations.models import Code, Source

    source = Source.objects.first()
    Code.objects.bulk_create(
        Code(
            unit_id=one["pk"],
            scheme="qd20",
            value=one["code"],
            valid=DateRange(DAY.replace(day=1), None),
            source=source,
        )
        for one in units
    )


def _load_regimes(folder: Path, founder: Any) -> None:
    """Let every commune owe the day's report, and a quarterly one that people are filling in."""
    import datetime as dt

    from nhip.reporting import actions
    from nhip.reporting.models import Regime

    names = ("dich-ngay", "ii-06-kstt")
    forms = [json.loads((folder / "forms" / f"{name}.json").read_text()) for name in names]
    regimes = list(_regimes(folder / "regimes"))
    actions.load_regimes(actor=founder, forms=forms, regimes=regimes, now=FOUNDED_AT)
    last = {DAILY: dt.date(2025, 8, 14), QUARTERLY: dt.date(2025, 9, 14)}
    for regime in Regime.objects.filter(code__in=last):
        actions.activate_regime(actor=founder, regime_id=regime.pk, now=FOUNDED_AT)
        actions.generate_obligations(
            actor=founder,
            regime_id=regime.pk,
            first=last[regime.code],
            last=last[regime.code],
            now=FOUNDED_AT,
        )


def _regimes(folder: Path) -> Iterator[Json]:
    daily = json.loads((folder / "dich-ngay.json").read_text())
    quarterly = json.loads((folder / "kiem-soat-tthc.json").read_text())
    for regime, code, hour in ((daily, DAILY, "17:00"), (quarterly, QUARTERLY, None)):
        deadline = {**regime["deadlines"][0], "tier": "commune"}
        yield {
            **regime,
            "code": code,
            "reporters": [{"tier": "commune", "kind": "commune"}],
            "recipients": [{"scheme": "qd20", "code": RECEIVER, "name": RECEIVER_NAME}],
            "deadlines": [deadline | ({"time": hour} if hour else {})],
        }


def _introduce(ground: Ground, units: list[Json], founder: Any) -> None:
    """Give every agency a key for its messages, and enter it in the directory of the node."""
    from nhip.exchange.actions import Entry, register_partner
    from nhip.organisations.models import Unit
    from nhip.signing.actions import Holder as Owner
    from nhip.signing.actions import Registration, register_key
    from nhip.signing.models import Key
    from nhip.signing.providers.authorities import AGENCIES, Authorities, Holder

    authorities = Authorities(ground.pki)
    authorities.found(FOUNDED_AT)
    hub = "http://127.0.0.1"  # answers leave through the hub; nobody is reached directly
    for one in units:
        holder = Holder(one["official"], one["official"], one["code"])
        issued = authorities.issue_file(AGENCIES, holder, ground.key_of(one["code"]))
        ground.key_of(one["code"]).with_suffix(".der").write_bytes(issued)
        register_partner(actor=founder, entry=Entry(one["code"], issued, hub), now=FOUNDED_AT)
    own = Holder(RECEIVER_NAME, RECEIVER_NAME, RECEIVER)
    location = f"transport/{RECEIVER}.pem"
    issued = authorities.issue_file(AGENCIES, own, ground.state / "keys" / location)
    register_partner(actor=founder, entry=Entry(RECEIVER, issued, hub), now=FOUNDED_AT)
    register_key(
        actor=founder,
        holder=Owner(unit_id=Unit.objects.by_code("qd20", RECEIVER, on=DAY).pk),
        registration=Registration(
            purpose=Key.Purpose.TRANSPORT,
            driver=Key.Driver.NODE,
            location=location,
            certificate=issued,
            chain=authorities.chain(AGENCIES),
        ),
        now=FOUNDED_AT,
    )


def _let_people_work(units: list[Json], founder: Any) -> None:
    """Enrol who edits, each with a worksheet of a commune that has opened it, and who watches."""
    from nhip.accounts.rules import RoleName
    from nhip.organisations.models import Unit
    from nhip.reporting import actions
    from nhip.reporting.models import Obligation

    for number, one in enumerate(units[:EDITORS]):
        person = _enrol(f"editor{number}", RoleName.REPORTER, one["pk"], founder)
        owed = Obligation.objects.get(regime__code=QUARTERLY, unit_id=one["pk"])
        actions.open_report(actor=person, obligation_id=owed.pk, now=FOUNDED_AT)
    office = Unit.objects.by_code("qd20", RECEIVER, on=DAY)
    for number in range(WATCHERS):
        _enrol(f"viewer{number}", RoleName.ANALYST, office.pk, founder, subtree=True)


def _enrol(name: str, role: str, unit_id: int, founder: Any, *, subtree: bool = False) -> Any:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from nhip.accounts.actions import Post, enrol, grant

    valid = DateRange(DAY.replace(day=1), None)
    user = enrol(
        actor=founder,
        username=name,
        full_name=f"Người dùng {name}",
        title="",
        is_simulated=True,
        now=FOUNDED_AT,
    )
    post = Post(role, unit_id, valid, subtree=subtree)
    grant(actor=founder, user_id=user.pk, post=post, now=FOUNDED_AT)
    return user


if __name__ == "__main__":
    main()
