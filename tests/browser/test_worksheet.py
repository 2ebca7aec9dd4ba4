"""The worksheet as a spreadsheet, in Chromium: Lan and Bình fill in one report."""

import pytest
from playwright.sync_api import expect

from nhip.reporting.models import Report
from nhip.reporting.rules.figures import NIL, number
from nhip.reporting.rules.states import Stage
from tests.browser import sheets
from tests.reporting.cases import cases, for_the_page, on_the_server
from tests.reporting.country import BROUGHT, NEW

CELL = "#cell-covid19-{}"
WORKED_OUT = """async cases => {
    const { Sheet } = await import("/static/reporting/sheet.js");
    const { plainOf } = await import("/static/reporting/checking.js");
    return cases.map(data => {
        const sheet = new Sheet(data);
        const computed = [...sheet.form.formulas.keys()]
            .map(at => [at, plainOf(sheet.figures.get(at))]);
        const said = one => [one.code, one.row, one.column]
            .concat(one.found ? [one.expected, one.found] : []);
        const empty = sheet.empty.map(at => ["figure-is-missing", ...at.split("!")]);
        return [Object.fromEntries(computed), [...empty, ...sheet.found.map(said)]];
    });
}"""
READ = """async typed => {
    const { read } = await import("/static/reporting/values.js");
    const { plainOf } = await import("/static/reporting/checking.js");
    const words = JSON.parse(document.getElementById("live-sheet").textContent).nil_words;
    return typed.map(text => read(text, words)).map(value => value && plainOf(value));
}"""
SAID = "Ghi nhận {covid19!new} ca; cộng dồn {covid19!cumulative} ca."


@pytest.fixture
def sheet(here):
    url, browser, lan, _binh, report = here
    return sheets.open_sheet(sheets.signed_in(browser, lan, url), url, report)


def cell(sheet, column):
    return sheet.locator(CELL.format(column))


def figure(sheet, column):
    return cell(sheet, column).locator(".figure")


def test_typing_saves_by_itself_and_totals_follow_at_once(sheet):
    cell(sheet, "brought_forward").click()
    sheet.keyboard.type("6.150")
    sheet.keyboard.press("Tab")
    sheet.keyboard.type("97")
    sheet.keyboard.press("Enter")

    expect(figure(sheet, "cumulative")).to_have_text("6.247")
    sheets.wait_until_saved(sheet)
    assert Report.objects.get().figures == {BROUGHT: number(6150), NEW: number(97)}


def test_the_page_computes_and_reads_as_the_server_does(sheet):
    computing = [(case, for_the_page(case)) for case in cases("computing")]
    answers = sheet.evaluate(WORKED_OUT, [data for _case, data in computing])
    meant = sheet.evaluate(READ, [case["typed"] for case in cases("reading")])

    for (case, _data), answer in zip(computing, answers, strict=True):
        assert (case["says"], answer) == (case["says"], list(on_the_server(case)))
    assert meant == [case["means"] for case in cases("reading")]


def test_an_unreadable_figure_stays_in_its_cell_and_says_so(sheet):
    type_in(sheet, "new", "1,234.56")
    type_in(sheet, "brought_forward", "10")

    expect(figure(sheet, "new")).to_have_text("1,234.56")
    expect(cell(sheet, "new")).to_contain_text("1.234,56")
    expect(cell(sheet, "new")).to_have_attribute("aria-invalid", "")
    expect(state(sheet)).to_contain_text(": 1")
    assert Report.objects.get().figures == {BROUGHT: number(10)}


def test_missing_nil_and_zero_look_different(sheet):
    type_in(sheet, "brought_forward", "0")
    type_in(sheet, "new", "-")
    sheets.wait_until_saved(sheet)

    expect(figure(sheet, "brought_forward")).to_have_text("0")
    expect(figure(sheet, "new")).to_have_text("–")
    assert Report.objects.get().figures == {BROUGHT: number(0), NEW: NIL}

    cell(sheet, "new").click()
    sheet.keyboard.press("Delete")
    expect(figure(sheet, "new")).to_have_text("·")
    expect(figure(sheet, "cumulative")).to_have_text("·")


def test_a_block_is_pasted_as_one_step_and_undone_as_one(sheet):
    cell(sheet, "brought_forward").click()
    sheets.paste(sheet, "6.150\t97\t6.247\r\n")
    expect(figure(sheet, "cumulative")).to_have_text("6.247")

    sheet.keyboard.press("Control+z")
    expect(figure(sheet, "brought_forward")).to_have_text("·")
    expect(figure(sheet, "new")).to_have_text("·")

    sheet.keyboard.press("Control+y")
    expect(figure(sheet, "new")).to_have_text("97")


def test_heads_that_were_copied_too_are_left_out(sheet):
    cell(sheet, "brought_forward").click()
    sheets.paste(sheet, heads_of(sheet) + "\n1\tCOVID-19\t6.150\t97")

    expect(figure(sheet, "cumulative")).to_have_text("6.247")


def test_a_block_that_does_not_fit_is_not_pasted_at_all(sheet):
    cell(sheet, "brought_forward").click()
    sheets.paste(sheet, "1\t2\n3\t4")

    expect(sheet.locator("[data-part=said]")).to_contain_text("2 × 2")
    expect(figure(sheet, "new")).to_have_text("·")


def test_what_is_copied_can_be_pasted_into_a_spreadsheet(sheet):
    type_in(sheet, "brought_forward", "6150,0")
    type_in(sheet, "new", "-")
    cell(sheet, "brought_forward").click()
    sheet.keyboard.press("Shift+ArrowRight")

    assert sheets.copied(sheet) == "6.150\t–"


@pytest.mark.requirement(61)
def test_keys_move_and_f2_keeps_what_stands_there(sheet):
    type_in(sheet, "brought_forward", "61")
    sheet.keyboard.press("Control+End")
    sheet.keyboard.press("Home")
    sheet.keyboard.press("F2")
    sheet.keyboard.press("End")
    sheet.keyboard.type("50")
    sheet.keyboard.press("Escape")
    expect(figure(sheet, "brought_forward")).to_have_text("61")

    sheet.keyboard.press("?")
    expect(sheet.locator("dialog[open]")).to_contain_text("Ctrl+D")


def test_a_broken_identity_is_listed_with_both_sides_and_leads_to_its_cell(sheet):
    type_in(sheet, "brought_forward", "-5")
    type_in(sheet, "new", "97")

    line = sheet.locator("[data-part=findings] [data-list] li")
    expect(line).to_contain_text("≥ 0")
    expect(sheet.locator("[data-part=counts]")).to_contain_text(": 1")
    line.locator("a").click()
    expect(cell(sheet, "brought_forward")).to_be_focused()


def test_offline_nothing_is_lost_and_it_is_sent_when_the_line_is_back(sheet):
    sheet.context.set_offline(True)
    type_in(sheet, "new", "97")
    expect(state(sheet)).to_contain_text("1")
    sheet.wait_for_selector("[data-part=state].state-late")
    assert Report.objects.get().figures == {}

    sheet.context.set_offline(False)
    sheets.wait_until_saved(sheet)
    assert Report.objects.get().figures == {NEW: number(97)}


def test_an_answer_that_was_lost_is_no_conflict_with_oneself(sheet):
    def stored_but_unheard(route):
        route.fetch()
        route.abort()

    sheet.route("**/batches/", stored_but_unheard, times=1)
    type_in(sheet, "new", "9")
    sheet.wait_for_selector("[data-part=state].state-late")
    type_in(sheet, "new", "97")

    sheets.wait_until_saved(sheet)
    expect(sheet.locator("[data-part=clashes]")).to_be_hidden()
    assert Report.objects.get().figures == {NEW: number(97)}


def test_a_lost_page_gives_back_every_keystroke(sheet):
    sheet.context.set_offline(True)
    type_in(sheet, "brought_forward", "6.150")
    cell(sheet, "new").click()
    sheet.keyboard.type("9")
    sheet.wait_for_selector("[data-part=state].state-late")
    address = sheet.url
    sheet.evaluate("onbeforeunload = null")
    sheet.close()

    context = sheet.context
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)

    expect(figure(again, "brought_forward")).to_have_text("6.150")
    expect(figure(again, "new")).to_have_text("9")
    sheets.wait_until_saved(again)
    assert Report.objects.get().figures == {BROUGHT: number(6150), NEW: number(9)}


def test_two_editors_one_of_them_offline_lose_no_keystroke(here, sheet):
    url, browser, _lan, binh, report = here
    other = sheets.open_sheet(sheets.signed_in(browser, binh, url), url, report)
    other.context.set_offline(True)
    type_in(other, "brought_forward", "6.126")
    type_in(other, "new", "73")
    type_in(sheet, "new", "97")
    sheets.wait_until_saved(sheet)

    other.context.set_offline(False)
    clash = other.locator("[data-part=clashes]")
    expect(clash).to_contain_text("97", timeout=20_000)
    expect(clash).to_contain_text("Trần Thị Lan")
    expect(clash).to_contain_text("73")
    expect(figure(other, "brought_forward")).to_have_text("6.126")

    clash.locator("tbody [data-keep=ours]").click()
    sheets.wait_until_saved(other)
    expect(clash).to_be_hidden()
    assert Report.objects.get().figures == {BROUGHT: number(6126), NEW: number(73)}

    type_in(sheet, "new", "98")
    expect(sheet.locator("[data-part=clashes]")).to_contain_text("73")
    expect(figure(sheet, "brought_forward")).to_have_text("6.126")


def test_putting_up_waits_until_all_is_saved(sheet):
    type_in(sheet, "brought_forward", "6.150")
    type_in(sheet, "new", "97")
    sheet.locator("textarea[name^='text:']").first.fill(SAID)
    sheet.locator("button[value=put_up]").click()

    sheet.wait_for_url("**/reports/*/")
    report = Report.objects.get()
    assert report.stage == Stage.PUT_UP
    assert report.texts["tinh-hinh"] == SAID


def test_without_javascript_the_plain_form_stands(here):
    url, browser, lan, _binh, report = here
    context = sheets.signed_in(browser, lan, url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/reporting/reports/{report.pk}/worksheet/")
    page.fill("[name='cell:covid19!brought_forward']", "6.150")
    page.fill("[name='cell:covid19!new']", "97")
    page.click("button[value=save]")

    expect(cell(page, "cumulative")).to_contain_text("6.247")


def type_in(sheet, column, text):
    """Choose a cell, type, and take it with Enter."""
    cell(sheet, column).click()
    sheet.keyboard.type(text)
    sheet.keyboard.press("Enter")


def state(sheet):
    return sheet.locator("[data-part=state]")


def heads_of(sheet):
    """Return the table's heads as a spreadsheet copies them."""
    lines = sheet.locator("table.sheet thead tr").all()
    return "\n".join("\t".join(line.locator("th").all_inner_texts()) for line in lines)


def test_a_second_tap_opens_the_field_of_a_cell(here):
    url, browser, lan, _binh, report = here
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = sheets.open_sheet(sheets.signed_in(browser, lan, url, **phone), url, report)
    cell = page.locator(CELL.format("new"))

    cell.tap()
    cell.tap()
    cell.locator("input").fill("12")
    page.keyboard.press("Enter")

    sheets.wait_until_saved(page)
