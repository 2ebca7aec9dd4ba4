"""Tra cứu: by code, by name without marks, on a day; old codes, successors and history."""

import datetime as dt

import pytest

from nhip.organisations.models import Code, Lineage, Unit
from nhip.organisations.queries import CodeIsClosed, addressee, code_in, history, search, successors
from nhip.organisations.rules.knowledge import NotKnown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

OUTBREAK = dt.date(2021, 8, 15)
EVE, REFORM = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
AFTER = dt.date(2026, 6, 1)


def found(text, on=OUTBREAK, **more):
    return [each.name for each in search(text, on=on, **more)]


@pytest.mark.parametrize("text", ["Tây Ninh", "tay ninh", "TAY NINH", "  tây ninh "])
def test_a_name_is_found_with_and_without_marks(text):
    assert found(text)[0] == "Tây Ninh"


def test_a_unit_is_found_with_its_codes_its_kind_and_its_place():
    first = search("H53.30.22", on=OUTBREAK)[0]

    assert (first.name, first.kind, first.parent) == ("Phường 3", "commune", "Thành phố Tây Ninh")
    assert first.codes == {"gso": "25459", "qd20": "H53.30.22", "qcvn102": "000.22.30.H53"}


def test_the_beginning_of_a_code_finds_what_lies_below():
    assert found("H53.17.0")[0] == "Bệnh viện Đa khoa tỉnh Tây Ninh"
    assert len(found("h53", limit=10)) == 10


def test_a_full_name_is_found():
    assert found("uy ban nhan dan tinh tay ninh") == ["Tây Ninh"]


def test_a_search_may_be_kept_within_a_unit():
    tay_ninh = Unit.objects.by_code("qd20", "H53", on=OUTBREAK).pk
    hanoi = Unit.objects.by_code("gso", "01", on=OUTBREAK).pk

    assert "Sở Y tế" in found("sở y tế", within=tay_ninh)
    assert found("sở y tế", within=hanoi) == []


def test_only_what_bears_the_name_that_day_is_found():
    assert "Bắc Giang" in found("bac giang", on=EVE)
    assert "Bắc Giang" not in found("bac giang", on=REFORM)


@pytest.mark.parametrize("text", ["", "   ", "không có đơn vị nào như vậy", "100%"])
def test_nothing_is_found_where_nothing_matches(text):
    assert found(text) == []


def test_the_two_forms_of_a_code_are_a_table_not_a_calculation():
    assert code_in("qcvn102", "H53.17", of="qd20", on=OUTBREAK) == "000.00.17.H53"
    assert code_in("qd20", "000.00.00.G22", of="qcvn102", on=OUTBREAK) == "G22"
    with pytest.raises(Code.DoesNotExist):
        code_in("qcvn102", "H26", of="qd20", on=OUTBREAK)  # nobody gave it to us


# --- Codes that were closed -----------------------------------------------------------------


def test_a_closed_code_is_refused_for_something_new_and_names_the_successor():
    with pytest.raises(CodeIsClosed) as refusal:
        addressee("qd20", "G05", on=dt.date(2025, 5, 1))

    assert refusal.value.facts == {
        "code": "G05",
        "day": "14/04/2025",
        "successor": "Bộ Tài chính",
    }


def test_a_closed_code_still_resolves_in_what_is_old():
    assert addressee("qd20", "G05", on=OUTBREAK).name_on(OUTBREAK) == "Bộ Kế hoạch và Đầu tư"


def test_a_closed_code_without_a_known_successor_says_so():
    with pytest.raises(CodeIsClosed) as refusal:
        addressee("qd20", "G23", on=AFTER)

    assert refusal.value.facts["successor"] == "–"


def test_a_code_that_never_was_is_not_closed():
    with pytest.raises(Unit.DoesNotExist):
        addressee("qd20", "G99", on=OUTBREAK)
    with pytest.raises(NotKnown):
        addressee("qd20", "H17.02", on=OUTBREAK)


# --- History --------------------------------------------------------------------------------


def test_a_merged_province_names_its_successor_from_that_day():
    bac_giang = Unit.objects.by_code("gso", "24", on=EVE)
    bac_ninh = Unit.objects.by_code("gso", "24", on=REFORM)

    assert list(successors(bac_giang.pk, on=EVE)) == []
    assert list(successors(bac_giang.pk, on=REFORM)) == [bac_ninh]


def test_history_tells_every_name_code_kind_and_place_and_no_day_it_does_not_know():
    hue = Unit.objects.by_code("gso", "46", on=OUTBREAK)

    told = history(hue.pk)

    names = [each for each in told.stretches if each.what == "name"]
    assert [(each.value, each.first_day, each.last_day) for each in names] == [
        ("Thừa Thiên Huế", None, dt.date(2024, 12, 31)),
        ("Huế", dt.date(2025, 1, 1), None),
    ]
    assert [each.start_known for each in names] == [False, True]
    assert {each.value for each in told.stretches if each.what == "qd20"} == {"H57"}
    assert [each.value for each in told.stretches if each.what == "parent"] == ["Việt Nam"]
    assert all(each.source for each in told.stretches)
    assert [each.change for each in told.successors] == [Lineage.Change.RENAME]


def test_history_tells_what_a_divided_commune_became():
    dai_mo = Unit.objects.by_code("gso", "00634", on=EVE)

    told = history(dai_mo.pk)

    became = sorted(each.new.code_on("gso", REFORM) for each in told.successors)
    assert became == ["00622", "00634", "00637", "09556", "09886"]
    assert {each.weight for each in told.successors} == {None}
    assert {each.reorganisation.effective_on for each in told.successors} == {REFORM}
