"""Three nodes host the Government Office, two ministries and 63 provinces."""

import pytest

from nhip.config.demo.country import country, keep_ports, kept_country
from nhip.config.demo.people import invented_name, leader_of, people_of
from nhip.config.demo.settling import competence_of, plausible_number


def test_every_agency_lives_at_one_node(land):
    hosts = {code: place.name for code, place in land.agencies.items()}

    assert len(hosts) == 66
    assert hosts["G22"] == "government"
    assert hosts["G18"] == hosts["G05"] == "ministries"
    assert hosts["H53"] == "provinces"


def test_the_nodes_know_each_others_doors_from_the_last_start(land):
    keep_ports(land)
    keep_ports(country(land.folder, (9000, 9001, 9002)))

    assert kept_country(land.folder).government.url == "http://127.0.0.1:9000"


def test_people_have_the_same_names_at_every_start():
    assert invented_name("leader.h53") == invented_name("leader.h53")
    assert [part.full_name for part in people_of("H53")] == [
        part.full_name for part in people_of("H53")
    ]


@pytest.mark.parametrize("agency", ["G22", "G18", "H53"])
def test_everybody_at_an_agency_has_one_role_and_a_sign_in_name_of_their_own(agency):
    parts = list(people_of(agency))

    assert len({part.role for part in parts}) == len(parts)
    assert len({part.username for part in parts}) == len(parts)


def test_a_province_is_signed_for_by_the_chairmans_deputy():
    assert leader_of("H53") == ("Chủ tịch", "Phó Chủ tịch")
    assert competence_of("H53").standing() == (
        "TM. Ủy ban nhân dân",
        "KT. Chủ tịch",
        "Phó Chủ tịch",
    )


def test_a_ministry_is_signed_for_by_the_ministers_deputy():
    assert competence_of("G18").standing() == ("KT. Bộ trưởng", "Thứ trưởng")


def test_a_system_begun_in_august_does_not_begin_at_01(land):
    first = [plausible_number(code) for code in land.agencies]

    assert min(first) >= 1_800
    assert first == [plausible_number(code) for code in land.agencies]
