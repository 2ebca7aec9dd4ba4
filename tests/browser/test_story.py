"""The story in three windows on three nodes; every page is fit for everybody's eyes and hands."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from nhip.accounts.rules import RoleName
from tests.browser import country, deeds, sheets
from tests.browser.country import Land, change_to
from tests.browser.languages import left_in_vietnamese
from tests.browser.pages import PHONE, Inspection, beyond_the_edge, routes

pytestmark = pytest.mark.xdist_group("country")  # in one line for the country: founded once

WALKERS = (
    (RoleName.ANALYST, "G22"),
    (RoleName.REGISTRY, "G18"),
    (RoleName.REPORTER, "H53"),
    (RoleName.LEADER, "H53"),
    (RoleName.CLERK, "H53"),
)
UNREACHED = {  # asked of who signs in by a password, which people of a demonstration do not
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
}


@dataclass
class Told:
    """The story when the report has left: windows, what the stream said, what axe-core found."""

    board: Page
    ministry: Page
    heard: list[str]
    number: str
    seen: Inspection


@pytest.fixture(scope="module")
def land(founded):
    with country.land(founded.place) as land:
        yield land


@pytest.fixture(scope="module")
def told(land):
    return tell(land, "H53")


def tell(land: Land, agency: str) -> Told:
    """Two digits are swapped, the leader sends it back, it is corrected, signed and sealed."""
    board, heard = open_board(land)
    ministry, seen = land.as_(RoleName.REGISTRY, "G18"), Inspection()
    province = land.as_(RoleName.REPORTER, agency)
    deeds.open_report(province)
    deeds.type_new_cases(province, "79")
    deeds.put_up(province)
    change_to(province, RoleName.LEADER, agency)
    deeds.send_back(province, seen)
    change_to(province, RoleName.REPORTER, agency)
    deeds.correct(province, "97", seen)
    change_to(province, RoleName.LEADER, agency)
    deeds.sign(province, seen)
    change_to(province, RoleName.CLERK, agency)
    for page in (board, ministry):
        page.evaluate("document.isMarked = true")
    heard.clear()
    return Told(board, ministry, heard, deeds.seal(province, seen), seen)


def open_board(land: Land) -> tuple[Page, list[str]]:
    """Open the national board by clicks; return it and, as it grows, what its stream says."""
    board = land.as_(RoleName.ANALYST, "G22")
    board.locator(".brand-menu a", has_text="Trung tâm điều hành").click()
    expect(board.locator("h1")).to_contain_text(deeds.DAY)
    heard: list[str] = []
    wire = board.context.new_cdp_session(board)
    wire.send("Network.enable")
    wire.on("Network.eventSourceMessageReceived", lambda said: heard.append(said["data"]))
    return board, heard


def is_as_opened(page: Page) -> bool:
    """Tell whether a page is still the one that was marked, and not loaded anew."""
    return page.evaluate("document.isMarked === true")


def test_the_national_board_moves_by_its_stream_and_without_a_reload(told):
    expect(told.board.locator(".tile-lead strong").first).to_have_text("1/63")
    expect(told.board.locator(".tile-value").nth(1)).to_contain_text("97")

    assert "figures" in told.heard
    assert is_as_opened(told.board)


def test_the_ministry_sees_it_arrive(told):
    expect(told.ministry.locator("#work tbody tr")).to_contain_text([told.number])
    assert is_as_opened(told.ministry)


def at_the_figure(land: Land, told: Told) -> Page:
    """Go down from the national board to the figure that Tây Ninh reported."""
    page = land.as_(RoleName.ANALYST, "G22")
    page.goto(told.board.url)
    page.locator(".tile-value a", has_text="97").click()
    page.locator("tr", has_text="Tây Ninh").locator("td.num a").click()
    return page


def test_clicks_lead_from_the_national_figure_to_the_certificates_and_back(land, told):
    page = at_the_figure(land, told)
    page.get_by_role("link", name="tại đúng ô").click()
    expect(page.locator(f"{deeds.NEW_CASES}")).to_contain_text("97")
    page.get_by_role("link", name=f"Văn bản đã ký {told.number}").click()
    expect(page.locator(".verdict h3")).to_have_count(3)
    expect(page.locator(".verdict h2 .state-done")).to_be_visible()

    for _step in range(4):
        page.go_back()
    expect(page.locator(".tile-value").nth(1)).to_contain_text("97")


def test_axe_core_finds_nothing_serious_on_any_page(land, told):
    walk_about_as_visitor(land, told.seen)
    told.seen.walk(at_the_figure(land, told))
    for role, agency in WALKERS:
        page = land.as_(role, agency)
        told.seen.walk(page)
        page.context.close()
    walk_about_as_administrator(land, told.seen)

    assert told.seen.found == []
    assert sorted(set(routes()) - told.seen.seen - told.seen.no_page - UNREACHED) == []


def walk_about_as_visitor(land: Land, seen: Inspection) -> None:
    """Look at what anybody sees, and at what is not there."""
    page, door = land.window(land.here.government), land.here.government.url
    seen.walk(page, f"{door}/accounts/login/")
    page.goto(f"{door}/no-such-page/")
    seen.look(page)


def walk_about_as_administrator(land: Land, seen: Inspection) -> None:
    """Go to every address there is, found by links or not; open a wall, let a form be drafted."""
    page, door = land.as_(RoleName.ADMINISTRATOR, "G22"), land.here.government.url
    deeds.take_a_second_step(page, door, seen)
    seen.walk(page, *(door + address for address in routes().values()))
    deeds.draft_form(land.as_(RoleName.DESIGNER, "G22"), door, seen)
    deeds.open_a_wall(page, door)
    seen.look(page)


def test_a_report_is_made_by_keyboard_alone(land):
    page = land.as_(RoleName.REPORTER, "H59")
    deeds.reach(page, deeds.way_to_report(page))
    page.keyboard.press("Enter")
    page.wait_for_selector(".spreadsheet table[role=grid]")
    deeds.reach(page, page.locator("table[role=grid] td[tabindex='0']"))
    deeds.reach(page, page.locator(deeds.NEW_CASES), "ArrowRight")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    sheets.wait_until_saved(page)
    page.keyboard.press("Escape")
    deeds.reach(page, page.locator("button[value=put_up]"))
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_contain_text("Đã trình lãnh đạo")


def test_a_report_is_made_and_signed_on_a_phone(land):
    page = land.as_(RoleName.REPORTER, "H60", viewport=PHONE, has_touch=True, is_mobile=True)
    out_of_reach = beyond_the_edge(page)
    deeds.open_report(page)
    out_of_reach += beyond_the_edge(page)
    page.locator(deeds.NEW_CASES).tap()
    page.locator(deeds.NEW_CASES).tap()
    page.locator(f"{deeds.NEW_CASES} input").fill("12")
    deeds.put_up(page)
    out_of_reach += beyond_the_edge(page)
    change_to(page, RoleName.LEADER, "H60")
    deeds.read(page)
    page.get_by_role("link", name="Xem bản in và ký").click()
    out_of_reach += beyond_the_edge(page)
    page.get_by_role("button", name="Phê duyệt và ký").click()

    expect(page.locator("#messages")).to_contain_text("Đã ký")
    assert out_of_reach == []


def test_a_report_is_made_in_english(land):
    page = land.as_(RoleName.REPORTER, "H61")
    page.get_by_role("button", name="English").click()
    left = left_in_vietnamese(page, land.here)
    deeds.open_report(page)
    deeds.type_new_cases(page, "-5")
    left += left_in_vietnamese(page, land.here)
    deeds.type_new_cases(page, "12")
    deeds.put_up(page)
    left += left_in_vietnamese(page, land.here)

    expect(page.locator("#messages")).to_contain_text("before the leader")
    assert left == []


def test_a_report_is_made_without_scripts(land):
    page = land.as_(RoleName.REPORTER, "H62", java_script_enabled=False)
    deeds.way_to_report(page).click()
    page.fill("[name='cell:covid19!new']", "12")
    page.click("button[value=put_up]")

    expect(page.locator("#messages")).to_contain_text("Đã trình lãnh đạo")
    expect(page.locator(deeds.NEW_CASES)).to_contain_text("12")
