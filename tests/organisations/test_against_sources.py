"""Đối chiếu nguồn: our tables say what the collected sources say, where those lie beside."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
SHARED = os.environ.get("NHIP_SHARED")
COUNTED = {
    "communes-before.csv": 10_035,
    "communes.csv": 3_343,  # 3,321 communes, 22 of them with a second name
    "districts.csv": 696,
    "provinces.csv": 90,
    "conversion.csv": 10_570,
    "bodies.csv": 77,
    "register-tay-ninh.csv": 393,
}


def lines(name):
    with (settings.NHIP_REFERENCE / "units" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "count"), COUNTED.items())
def test_a_table_has_the_rows_that_were_counted_in_its_source(name, count):
    assert len(lines(name)) == count


def test_the_new_communes_are_2621_rural_687_urban_and_13_special():
    kinds = [
        row["name"].split()[0] for row in lines("communes.csv") if row["since"] == "2025-07-01"
    ]

    assert [kinds.count(kind) for kind in ("Xã", "Phường", "Đặc")] == [2_621, 687, 13]


if SHARED:

    def test_compiling_again_gives_the_same_tables(tmp_path):
        kept = {each.name: each.read_bytes() for each in (ROOT / "reference/units").glob("*.csv")}
        code = (
            "import sys; sys.path[:0] = ['scripts', '.']; import compile_units as units;"
            "from pathlib import Path; units.TABLES = Path(sys.argv[1]); units.main()"
        )

        subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)

        made = {each.name: each.read_bytes() for each in tmp_path.glob("*.csv")}
        assert made == {name: kept[name] for name in made}
        assert len(made) == 8
