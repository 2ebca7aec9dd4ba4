"""Nạp đơn vị: it works, it is refused, a stranger may not, twice is safe."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange

from nhip.core.web import system
from nhip.events.models import Event
from nhip.organisations import actions
from nhip.organisations.models import (
    Code,
    Edition,
    Horizon,
    Kind,
    Lineage,
    Name,
    Placement,
    Reorganisation,
    Unit,
)
from tests.organisations.small import SMALL, lines

pytestmark = pytest.mark.django_db

EVER = DateRange(dt.date(1900, 1, 1), None)
REFORM = dt.date(2025, 7, 1)
FILES = (
    *("bodies.csv", "provinces.csv", "districts.csv", "communes-before.csv", "communes.csv"),
    *("conversion.csv", "successions.csv", "register-tay-ninh.csv"),
)
TABLES = replace(
    SMALL,
    sources={
        file: {"source": file, "source_date": "2025-07-01", "matched_by": "code"} for file in FILES
    },
    reorganisations=lines(
        "key effective title legal_basis", "communes-2025|2025-07-01|Sắp xếp|202/2025/QH15"
    ),
)


@pytest.fixture
def load(now):
    def load(tables=TABLES, actor=None):
        return actions.load_units(actor=actor or system("test"), tables=tables, now=now)

    return load


def test_tables_become_units_and_one_event_tells_of_it(load):
    edition = load()

    event = Event.objects.get(name=actions.LOADED)
    assert event.data["units"] == edition.units == Unit.objects.count() == 18
    assert Unit.objects.by_code("gso", "24", on=REFORM).name_on(REFORM) == "Bắc Ninh"
    assert Lineage.objects.get(old__key="gso/07002").new.name_on(REFORM) == "Xã An Bình"


def test_the_second_loading_changes_nothing(load):
    first = load()
    rows = [set(model.objects.values_list("pk")) for model in (Name, Code, Kind, Placement)]

    assert load() == first
    assert [set(m.objects.values_list("pk")) for m in (Name, Code, Kind, Placement)] == rows
    assert Edition.objects.count() == Event.objects.filter(name=actions.LOADED).count() == 1


def test_a_corrected_table_changes_only_what_was_corrected(load):
    load()
    corrected = [{**row, "name": row["name"].replace("Xã D", "Xã Đ")} for row in TABLES.communes]
    kept = set(Code.objects.values_list("pk"))

    edition = load(replace(TABLES, communes=corrected))

    assert (edition.rows_added, edition.rows_removed) == (1, 1)
    assert Unit.objects.by_code("gso", "09003", on=REFORM).name_on(REFORM) == "Xã Đ"
    assert set(Code.objects.values_list("pk")) == kept


def test_what_people_wrote_by_hand_stays(load):
    load()
    unit = Unit.objects.by_code("gso", "07003", on=REFORM)
    Code.objects.create(unit=unit, scheme="qd20", value="H05.100", valid=EVER)
    Lineage.objects.filter(old__key="gso/09001", new__key="gso/09003-2025").update(
        weight=Decimal("0.3"), weight_basis="area", estimated=True
    )

    load(replace(TABLES, districts=[*TABLES.districts[:2], {**TABLES.districts[2], "name": "E"}]))

    assert unit.code_on("qd20", REFORM) == "H05.100"
    assert Lineage.objects.get(estimated=True).weight == Decimal("0.3")


@pytest.mark.requirement(47)
def test_doubtful_tables_are_refused_and_nothing_is_stored(load):
    rows = [*TABLES.conversion, {"old": "09002", "new": "07001", "share": "part"}]

    with pytest.raises(actions.TablesAreDoubtful) as refusal:
        load(replace(TABLES, conversion=rows))

    assert [str(each) for each in refusal.value.facts["findings"]] == [
        "draws from two old provinces: 07001"
    ]
    assert not Unit.objects.exists()


def test_a_stranger_may_not_load(load, hoa):
    with pytest.raises(PermissionDenied):
        load(actor=hoa)


def test_the_command_loads_the_whole_country_in_few_statements(capsys):
    with CaptureQueriesContext(connection) as queries:
        call_command("load_units")

    assert capsys.readouterr().out.startswith("14429 units")
    assert len(queries) < 60


# --- What the database itself forbids ---------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        (
            lambda one, two: [Name(unit=one, name=name, valid=EVER) for name in "ab"],
            "a_unit_has_one_name_at_a_time",
        ),
        (
            lambda one, two: [
                Code(unit=u, scheme="gso", value="1", valid=EVER) for u in (one, two)
            ],
            "a_code_designates_one_unit_at_a_time",
        ),
        (
            lambda one, two: [Code(unit=one, scheme="gso", value=v, valid=EVER) for v in "12"],
            "a_unit_bears_one_code_of_a_scheme_at_a_time",
        ),
        (
            lambda one, two: [Kind(unit=one, kind=kind, valid=EVER) for kind in "ab"],
            "a_unit_is_of_one_kind_at_a_time",
        ),
        (
            lambda one, two: [Placement(unit=one, parent=p, valid=EVER) for p in (two, None)],
            "one_placement_at_a_time",
        ),
        (
            lambda one, two: [Placement(unit=one, parent=one, valid=EVER)],
            "a_unit_never_sits_under_itself",
        ),
        (
            lambda one, two: [Horizon(subject="province", days=EVER) for _twice in range(2)],
            "a_horizon_is_drawn_once",
        ),
    ],
)
def test_the_impossible_is_forbidden(make, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        for row in make(Unit.objects.create(), Unit.objects.create()):
            row.save()


@pytest.mark.requirement(44)
@pytest.mark.parametrize(
    ("change", "stays", "weight", "constraint"),
    [
        ("merge", True, {}, "a_renamed_unit_stays_itself"),
        ("rename", False, {}, "a_renamed_unit_stays_itself"),
        ("part", False, {"weight": 2, "weight_basis": "area"}, "a_weight_is_a_share"),
        ("part", False, {"weight": 1}, "a_weight_says_of_what"),
        ("part", False, {"estimated": True}, "a_weight_says_of_what"),
    ],
)
def test_an_impossible_succession_is_forbidden(change, stays, weight, constraint):
    batch = Reorganisation.objects.create(key="test", effective_on=REFORM)
    old = Unit.objects.create()
    new = old if stays else Unit.objects.create()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Lineage.objects.create(reorganisation=batch, old=old, new=new, change=change, **weight)
