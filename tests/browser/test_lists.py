"""A list in the worksheet, in Chromium: Lan and Bình add rows, take them away and paste them."""

import pytest
from playwright.sync_api import expect

from nhip.reporting.models import Report
from nhip.reporting.rules.figures import NIL, written
from nhip.reporting.rules.forms import Address
from nhip.reporting.rules.rosters import keys_said, roster_cell
from tests.browser import sheets

PEOPLE = roster_cell("people")
BLOCK = (
    "Nguyễn Văn A\t14/08/2021\tTân Lập\tChết\tLũ\r\nTrần Thị B\t14/08/2021\tTân Lập\tmất tích\tLũ"
)


@pytest.fixture
def scene():
    return sheets.storm


def opened(here, person):
    url, browser, *people, report = here
    return sheets.open_sheet(sheets.signed_in(browser, people[person], url), url, report)


@pytest.fixture
def sheet(here):
    return opened(here, 0)


def keys():
    return keys_said(Report.objects.get().held.get(PEOPLE, NIL))


def said(column):
    figures = Report.objects.get().figures
    return [figures.get(Address(f"people.{key}", column)) for key in keys()]


def cell(sheet, row, column):
    return sheet.locator(f'[data-address="{row}!{column}"]')


def add(sheet):
    sheet.get_by_role("button", name="Thêm dòng").click()


@pytest.mark.requirement(8)
def test_a_row_is_added_by_a_key_filled_in_and_kept(sheet):
    cell(sheet, "people", "name").click()
    sheet.keyboard.press("Control+Shift+Enter")
    sheet.keyboard.type("Nguyễn Văn A")
    sheet.keyboard.press("Tab")
    sheet.keyboard.type("14/8/2021")
    sheet.keyboard.press("Tab")
    sheet.keyboard.press("Tab")
    sheet.keyboard.press("F2")
    sheet.locator("select.typing").select_option("dead")
    sheet.keyboard.press("Enter")
    sheets.wait_until_saved(sheet)

    assert said("name") == [written("Nguyễn Văn A")]
    assert said("day") == [written("2021-08-14")]
    assert said("fate") == [written("dead")]
    expect(cell(sheet, f"people.{keys()[0]}", "fate").locator(".figure")).to_have_text("Chết")


def test_a_row_that_is_taken_away_comes_back_with_what_stood_in_it(sheet):
    cell(sheet, "people", "name").click()
    sheets.paste(sheet, BLOCK)
    sheets.wait_until_saved(sheet)
    first = keys()

    sheet.locator("[data-deed=remove-row]").first.click()
    sheet.wait_for_selector("text=Ctrl+Z")
    sheets.wait_until_saved(sheet)
    assert keys() == first[1:]
    sheet.locator("[data-deed=undo]").click()
    sheets.wait_until_saved(sheet)

    assert keys() == first
    assert said("name") == [written("Nguyễn Văn A"), written("Trần Thị B")]


def test_a_block_longer_than_the_list_adds_rows_in_one_step(sheet):
    cell(sheet, "people", "name").click()
    sheets.paste(sheet, BLOCK)
    sheets.wait_until_saved(sheet)

    assert said("fate") == [written("dead"), written("missing")]

    sheet.keyboard.press("Control+z")
    expect(cell(sheet, "people", "name")).to_be_visible()
    sheets.wait_until_saved(sheet)
    assert keys() == ()


def test_two_people_add_rows_at_once_and_none_is_lost(here, sheet):
    other = opened(here, 1)
    for page, name in ((sheet, "Nguyễn Văn A"), (other, "Trần Thị B")):
        add(page)
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        sheets.wait_until_saved(page)

    assert set(said("name")) == {written("Nguyễn Văn A"), written("Trần Thị B")}


def test_an_empty_list_is_said_to_be_nil_in_its_own_row(sheet):
    cell(sheet, "people", "name").click()
    sheet.keyboard.press("Shift+End")
    sheet.keyboard.press("-")
    sheet.locator("[data-deed=nil]").click()
    sheets.wait_until_saved(sheet)

    assert Report.objects.get().figures[Address("people", "name")] == NIL


def test_without_scripts_rows_are_added_and_taken_away_by_buttons(here):
    url, browser, lan, _binh, report = here
    context = sheets.signed_in(browser, lan, url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/reporting/reports/{report.pk}/worksheet/")

    page.get_by_role("button", name="Thêm dòng").click()
    key = keys()[0]
    page.locator(f'[name="cell:people.{key}!name"]').fill("Nguyễn Văn A")
    page.locator(f'[name="cell:people.{key}!fate"]').select_option("dead")
    page.get_by_role("button", name="Lưu", exact=True).last.click()
    assert said("name") == [written("Nguyễn Văn A")]

    page.get_by_role("button", name="Bỏ dòng 1").click()
    assert keys() == ()
