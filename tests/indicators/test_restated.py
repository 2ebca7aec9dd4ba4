"""Quy về địa bàn hiện nay: figures of former units, added up for those that took them over."""

import datetime as dt
from decimal import Decimal

import pytest
from psycopg.types.range import DateRange

from nhip.core.web import system
from nhip.indicators import actions
from nhip.indicators.queries import (
    DoesNotAdd,
    DoesNotAddOverTime,
    Line,
    ShareIsNotKnown,
    restated,
)
from nhip.indicators.rules.facts import Fact, Imported
from nhip.indicators.rules.values import State
from nhip.organisations.models import Lineage, Name, Reorganisation, Unit
from nhip.organisations.queries import Piece, pieces_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 1, 10, 1, tzinfo=dt.UTC)
REFORM = dt.date(2025, 7, 1)
EVE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
H1, H2 = "A12:2025-H1", "A12:2025-H2"
CASES = Line("CASES")
# Phường Đại Mỗ (00634) came to five new communes; these shares are made up, and said to be.
SHARES = {"Xuân Phương": "0.12", "Tây Mỗ": "0.33333333", "Đại Mỗ": "0.4", "Hà Đông": "0.1"}


@pytest.fixture
def reform(dictionary):
    return Reorganisation.objects.create(
        key="reform", title="Sắp xếp", legal_basis="NQ 202/2025/QH15", effective_on=REFORM
    )


def unit(name):
    made = Unit.objects.create()
    valid = DateRange(dt.date(2000, 1, 1), None)
    Name.objects.create(unit=made, name=name, sort_key=name, valid=valid)
    return made


def took_over(reform, old, new, change="merge", weight="1", **more):
    share = {"weight": Decimal(weight), "weight_basis": "population"} if weight else {}
    Lineage.objects.create(reorganisation=reform, old=old, new=new, change=change, **share, **more)


@pytest.fixture
def lao_cai(reform):
    """The old provinces 10 and 15, and the new 15 that took both over."""
    old, yen_bai, new = unit("Lào Cai"), unit("Yên Bái"), unit("Lào Cai")
    for each in (old, yen_bai):
        took_over(reform, each, new)
    return old, yen_bai, new


@pytest.fixture
def dai_mo(reform):
    """The divided commune and its five heirs; the last gets what the others leave."""
    old = unit("Phường Đại Mỗ")
    rest = 1 - sum(map(Decimal, SHARES.values()))
    heirs = {name: unit(name) for name in (*SHARES, "Dương Nội")}
    for name, heir in heirs.items():
        weight = SHARES.get(name, str(rest))
        took_over(reform, old, heir, "part", weight, estimated=True)
    return old, list(heirs.values())


def tell(period, **numbers):
    facts = [Fact("CASES", int(u[1:]), period, value=Decimal(n)) for u, n in numbers.items()]
    source = Imported(f"test {period}", REFORM)
    actions.store(actor=system("reporting"), rows=facts, source=source, now=NOW)


@pytest.mark.fixture_case("T21")
def test_t21_the_year_of_the_reform_is_half_of_the_old_provinces_and_half_of_the_new(lao_cai):
    old, yen_bai, new = (f"u{one.pk}" for one in lao_cai)
    tell(H1, **{old: 30, yen_bai: 12})
    tell(H2, **{new: 50})

    year = restated(CASES, lao_cai[2].pk, [H1, H2])

    assert (year.value, year.state, year.estimated) == (92, State.NUMBER, False)
    assert [(part.unit_id, part.period, part.value) for part in year.parts] == [
        (lao_cai[0].pk, H1, 30),
        (lao_cai[1].pk, H1, 12),
        (lao_cai[2].pk, H2, 50),
    ]


@pytest.mark.fixture_case("T19")
def test_t19_the_parts_of_a_divided_commune_add_up_to_the_whole_and_are_said_to_be_estimated(
    dai_mo,
):
    old, heirs = dai_mo
    tell(H1, **{f"u{old.pk}": 1001})

    parts = [restated(CASES, heir.pk, [H1]) for heir in heirs]

    assert sum(part.value for part in parts) == 1001
    assert parts[2].value == Decimal("400.4")
    assert all(part.estimated for part in parts)


def test_what_a_former_unit_did_not_say_is_named(lao_cai):
    old, yen_bai, new = lao_cai
    tell(H1, **{f"u{old.pk}": 30})

    year = restated(CASES, new.pk, [H1, H2])

    assert year.value == 30
    assert [(part.unit_id, part.period) for part in year.missing] == [
        (yen_bai.pk, H1),
        (new.pk, H2),
    ]


def test_a_share_that_nobody_published_is_refused_and_names_the_unit(reform):
    old, new = unit("Phường Đại Mỗ"), unit("Tây Mỗ")
    took_over(reform, old, new, "part", weight=None)

    with pytest.raises(ShareIsNotKnown) as refused:
        restated(CASES, new.pk, [H1])

    assert refused.value.facts == {"unit": "Phường Đại Mỗ"}


def test_what_does_not_add_up_is_not_added_up_here_either(lao_cai):
    with pytest.raises(DoesNotAdd):
        restated(Line("RATE"), lao_cai[2].pk, [H1])
    with pytest.raises(DoesNotAddOverTime):
        restated(Line("PENDING"), lao_cai[2].pk, [H1, H2])


def test_a_unit_that_was_there_already_is_its_own_only_piece(lao_cai):
    old, yen_bai, new = lao_cai

    pieces = pieces_of(new.pk, days=[EVE, AFTER])

    assert pieces[AFTER] == [Piece(new.pk, Decimal(1), estimated=False)]
    assert [piece.unit_id for piece in pieces[EVE]] == [old.pk, yen_bai.pk]


def test_shares_of_shares_are_multiplied(reform):
    first = Reorganisation.objects.create(
        key="before", title="Trước", legal_basis="", effective_on=dt.date(2024, 1, 1)
    )
    oldest, old, new = unit("a"), unit("b"), unit("c")
    took_over(first, oldest, old, "part", "0.5", estimated=True)
    took_over(reform, old, new, "part", "0.5")

    (piece,) = pieces_of(new.pk, days=[dt.date(2023, 1, 1)])[dt.date(2023, 1, 1)]

    assert piece == Piece(oldest.pk, Decimal("0.25"), estimated=True)
