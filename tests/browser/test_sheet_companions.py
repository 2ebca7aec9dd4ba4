"""What goes along with the worksheet in Chromium: cards, remarks, filters, replacing, presence."""

import pytest
from playwright.sync_api import expect

from nhip.reporting.actions.remarks import Said, remark
from nhip.reporting.actions.shares import Holder, give_part
from nhip.reporting.models import Report
from nhip.reporting.queries.remarks import unsettled
from nhip.reporting.rules.figures import number
from tests.browser import sheets
from tests.browser.pages import Inspection
from tests.reporting.country import BROUGHT, NEW, NOW, fill
from tests.reporting.test_shares import on_form

CELL = "#cell-covid19-{}"


@pytest.fixture
def sheet(here):
    url, browser, lan, _binh, report = here
    fill(lan, report, brought_forward=97, new=97)
    return sheets.open_sheet(sheets.signed_in(browser, lan, url), url, report)


def cell(sheet, column):
    return sheet.locator(CELL.format(column))


def test_a_remark_is_made_and_settled_by_keys_on_the_card_of_a_cell(sheet):
    cell(sheet, "new").click()
    sheet.keyboard.press("Control+Enter")
    card = sheet.locator("[data-part=card]")
    expect(card).to_contain_text("Trần Thị Lan nhập lúc 08:00 15/08/2021")

    card.locator("#remark-text").fill("Sao ít thế?")
    card.locator("#remark-text ~ .deeds button").press("Enter")

    expect(card.locator(".thread")).to_contain_text("Sao ít thế?")
    expect(cell(sheet, "new").locator(".marks")).to_have_text("✎ 1")
    card.locator("button[value=settle]").press("Enter")
    expect(cell(sheet, "new").locator(".marks")).to_have_count(0)
    sheet.keyboard.press("Escape")
    expect(cell(sheet, "new")).to_be_focused()
    assert unsettled(Report.objects.get()) == []


def test_a_pointer_that_rests_on_a_cell_is_told_where_its_figure_came_from(sheet):
    cell(sheet, "new").hover()

    hover = sheet.locator("[data-part=hover]")
    expect(hover).to_contain_text("Trần Thị Lan nhập lúc")
    sheet.locator("h1").hover()
    expect(hover).to_be_hidden()


def test_finding_and_replacing_is_shown_first_and_one_step_to_take_back(sheet):
    cell(sheet, "new").click()
    sheet.keyboard.press("Control+h")
    dialog = sheet.locator("[data-part=replacing]")
    dialog.locator("[name=find]").fill("97")
    dialog.locator("[name=replace]").fill("98")

    expect(dialog.locator("[data-preview-list] li")).to_have_count(2)
    expect(dialog.locator("[data-preview-list]")).to_contain_text("97 → 98")
    dialog.locator("[data-do]").click()
    sheets.wait_until_saved(sheet)
    assert Report.objects.get().figures == {BROUGHT: number(98), NEW: number(98)}

    sheet.keyboard.press("Control+z")
    expect(cell(sheet, "new").locator(".figure")).to_have_text("97")
    expect(cell(sheet, "brought_forward").locator(".figure")).to_have_text("97")


def test_only_the_rows_that_are_asked_for_are_shown(sheet):
    row = sheet.locator("#row-covid19").locator("xpath=..")
    sheet.locator("#filter").select_option("today")
    expect(cell(sheet, "new")).to_have_class("num input matching")
    expect(row).to_be_visible()

    sheet.locator("#filter").select_option("remarks")

    expect(sheet.locator("[data-part=said]")).to_have_text("Không có dòng nào như vậy.")
    expect(sheet.locator("#filter")).to_have_value("all")


def test_two_see_each_other_and_what_the_other_saves_comes_in_by_itself(here, sheet):
    url, browser, _lan, binh, report = here
    other = sheets.open_sheet(sheets.signed_in(browser, binh, url), url, report)
    expect(other.locator("[data-part=here]")).to_contain_text("Trần Thị Lan")
    expect(other.locator(".attended")).to_have_attribute("data-who", "Trần Thị Lan")

    fill(binh, report, new=99)
    cell(sheet, "new").click()

    expect(cell(sheet, "new").locator(".figure")).to_have_text("99")
    expect(sheet.locator("[data-part=here]")).to_contain_text("Lê Văn Bình")


def test_the_part_of_another_is_read_and_not_typed_into(here):
    url, browser, lan, binh, report = here
    specification = report.form_version.specification
    columns = [{**one, "group": one["code"][:1]} for one in specification["columns"]]
    columns[2]["group"] = columns[0]["group"]
    on_form(report, specification | {"columns": columns})
    part = "column:new"
    give_part(actor=lan, report_id=report.pk, part=part, holder=Holder(person_id=binh.pk), now=NOW)
    sheet = sheets.open_sheet(sheets.signed_in(browser, lan, url), url, report)

    cell(sheet, "new").click()
    sheet.keyboard.type("5")

    expect(sheet.locator("input.typing")).to_have_count(0)
    expect(cell(sheet, "new")).to_contain_text("phần của Lê Văn Bình")


def test_the_pages_of_a_cell_of_remarks_and_of_parts_are_sound_on_a_phone_and_in_the_dark(here):
    url, browser, lan, binh, report = here
    fill(lan, report, brought_forward=97, new=97)
    said = Said("Sao ít thế?", *NEW, assignee_id=binh.pk)
    remark(actor=lan, report_id=report.pk, said=said, now=NOW)
    seen, page = Inspection(), sheets.signed_in(browser, lan, url).new_page()
    for name in ("cells/covid19!new/", "remarks/", "parts/"):
        page.goto(f"{url}/reporting/reports/{report.pk}/{name}")
        seen.look(page)
    page.goto(f"{url}/reporting/reports/{report.pk}/worksheet/")
    page.wait_for_selector(".spreadsheet table[role=grid]")
    seen.look(page)
    for tool in ("about", "replace"):
        page.locator(f"[data-tool={tool}]").click()
        page.wait_for_selector("dialog[open]")
        seen.look(page)
        page.keyboard.press("Escape")

    assert seen.found == []
    assert len(seen.seen) == 4
