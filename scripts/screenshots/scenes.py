"""Các cảnh: what is taken, in the order of the story; Tây Ninh's report is made on the way."""

import io
import re

import xlsxwriter
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect

from nhip.accounts.rules import RoleName
from nhip.config.demo.owed import DAILY
from nhip.config.demo.tour import BOARD, LINE, PERIOD
from scripts.screenshots.camera import Camera
from tests.browser import deeds, sheets
from tests.browser.country import change_to
from tests.browser.pages import PHONE
from tests.reporting.drafting.test_own_workbooks import handling_of_procedures
from tests.reporting.test_workbooks import at

TAY_NINH = "H53"
GOVERNMENT, HEALTH = "G22", "G18"
ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
ON_A_WALL = {"width": 1600, "height": 900}
A_SCREEN, A_LONG_PHONE, A_BOARD, A_DRAFT = 768, 1700, 2000, 1150
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROGRESS = f"/progress/?regime={DAILY}&period={PERIOD}"
PUPILS = {"gd_hocsinh": "214.310", "gd_hocsinh_f": "241.310"}


def everything(camera: Camera) -> None:
    """Take every scene."""
    before_anybody_signs_in(camera)
    what_is_watched(camera)
    broken_identity(camera)
    report_of_tay_ninh(camera)
    what_arrived(camera)
    provenance(camera)
    changed_document(camera)
    form_designer(camera)
    administration(camera)


def before_anybody_signs_in(camera: Camera) -> None:
    """Take the door."""
    camera.take(camera.visitor(camera.here.government, "/accounts/login/"), "sign-in", until=768)


def broken_identity(camera: Camera) -> None:
    """Take a longer worksheet in which more girls go to school than pupils."""
    page = camera.person(RoleName.REPORTER, TAY_NINH)
    page.locator("#work tr", has_text="giáo dục").first.locator("td:last-child").locator(
        "a, button"
    ).click()
    grid(page)
    for row, figure in PUPILS.items():
        page.locator(f"#cell-{row}-value").click()
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
        sheets.wait_until_saved(page)
    camera.take(page, "worksheet-broken", before=grid, until=A_DRAFT)


def what_is_watched(camera: Camera) -> None:
    """Take the board while one province is missing, and who is late."""
    page = camera.person(RoleName.ANALYST, GOVERNMENT, BOARD)
    camera.take(page, "board", until=A_BOARD)
    page.emulate_media(color_scheme="dark")
    camera.take(page, "board-dark", until=A_BOARD)
    phone = camera.person(RoleName.ANALYST, GOVERNMENT, BOARD, **ON_A_PHONE)
    camera.take(phone, "board-phone", until=A_LONG_PHONE)
    camera.take(camera.person(RoleName.REGISTRY, HEALTH, PROGRESS), "progress")
    camera.take(camera.person(RoleName.REGISTRY, HEALTH, "/duty/"), "duty")


def report_of_tay_ninh(camera: Camera) -> None:
    """Take the report on its way from the reporter over the leader to the clerk."""
    page = camera.person(RoleName.REPORTER, TAY_NINH)
    camera.take(page, "inbox-reporter", until=768)
    deeds.open_report(page)
    deeds.type_new_cases(page, "79")
    camera.take(page, "worksheet", before=grid)
    through_excel(camera, page)
    grid(page)
    deeds.put_up(page)
    change_to(page, RoleName.LEADER, TAY_NINH)
    camera.take(page, "inbox-leader", until=768)
    give_back_and_correct(camera, page)
    sign_and_seal(camera, page)


def through_excel(camera: Camera, page: Page) -> None:
    """Take what a filled workbook would change; nothing of it is stored."""
    page.click("a[href$='/workbook/']")
    address = page.url
    book = load_workbook(io.BytesIO(page.request.get(f"{address[:-1]}.xlsx").body()))
    at(book["Biểu"], "covid19", "new").value = 97
    filled = io.BytesIO()
    book.save(filled)

    def send(page: Page) -> None:
        page.goto(address)
        attach(page, "tay-ninh-14-08.xlsx", EXCEL, filled.getvalue())
        page.locator("main .btn-primary").click()
        page.wait_for_selector("main table")

    camera.take(page, "excel", before=send)
    page.goto(address.replace("/workbook/", "/worksheet/"))


def give_back_and_correct(camera: Camera, page: Page) -> None:
    """Take the leader's reason at the cell, as it is given and as it is read."""
    deeds.read(page)
    page.get_by_role("link", name="Trả lại kèm lý do").click()
    page.locator(f"{deeds.NEW_CASES} textarea").fill(deeds.REASON)
    page.get_by_role("button", name="Trả lại người lập").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    change_to(page, RoleName.REPORTER, TAY_NINH)
    deeds.open_report(page)
    camera.take(page, "worksheet-returned", before=grid)
    deeds.type_new_cases(page, "97")
    deeds.put_up(page)


def sign_and_seal(camera: Camera, page: Page) -> None:
    """Take the page beside the checks, on a phone as well, and what waits for the seal."""
    change_to(page, RoleName.LEADER, TAY_NINH)
    deeds.read(page)
    page.get_by_role("link", name="Xem bản in và ký").click()
    camera.take(page, "approval", until=A_DRAFT)
    phone = camera.person(RoleName.LEADER, TAY_NINH, **ON_A_PHONE)
    phone.goto(page.url)
    camera.take(phone, "approval-phone", until=A_LONG_PHONE)
    page.get_by_role("button", name="Phê duyệt và ký").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    change_to(page, RoleName.CLERK, TAY_NINH)
    camera.take(page, "inbox-clerk", until=768)
    page.locator("#work tr", has_text="ngày 14/08/2021").locator("a.btn").click()
    page.get_by_role("button", name="Đóng dấu và gửi").click()
    expect(page.locator("#messages")).to_contain_text("Đã đóng dấu")


def what_arrived(camera: Camera) -> None:
    """Take what the ministry received, once Tây Ninh's report is on the national board."""
    board = camera.person(RoleName.ANALYST, GOVERNMENT, BOARD)
    expect(board.locator(".tile-value").nth(1)).to_be_visible()
    camera.take(camera.person(RoleName.REGISTRY, HEALTH), "inbox-registry", until=768)


def provenance(camera: Camera) -> None:
    """Take the walk from a national figure to the signatures under it."""
    page = camera.person(RoleName.ANALYST, GOVERNMENT, LINE)
    expect(page.locator("tr", has_text="Tây Ninh")).to_be_visible()
    camera.take(page, "provenance-1-places", until=768)
    page.reload()
    page.locator("tr", has_text="Tây Ninh").locator("td.num a").click()
    camera.take(page, "provenance-2-figure")
    page.reload()
    page.get_by_role("link", name="tại đúng ô").click()
    camera.take(page, "provenance-3-cell")
    page.reload()
    page.get_by_role("link", name="Văn bản đã ký").click()
    camera.take(page, "provenance-4-signatures", until=A_DRAFT)


def changed_document(camera: Camera) -> None:
    """Take the verdict about a copy that was changed after signing."""
    page = camera.visitor(camera.here.government, "/signing/check/")
    changed = page.request.get(f"{camera.here.government.url}/demo/changed.pdf").body()

    def check(page: Page) -> None:
        page.goto(f"{camera.here.government.url}/signing/check/")
        attach(page, "bao-cao-tay-ninh.pdf", "application/pdf", changed)
        page.locator("main .btn-primary").click()
        page.wait_for_selector(".verdict")

    camera.take(page, "check-changed", before=check)


def form_designer(camera: Camera) -> None:
    """Take the draft that comes out of an official workbook."""
    page = camera.person(RoleName.DESIGNER, GOVERNMENT, "/reporting/forms/")
    page.fill("#code", "II.06/VPCP/KSTT")
    attach(page, "bieu-II-06.xlsx", EXCEL, workbook())
    page.get_by_role("button", name="Đọc biểu").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/"))
    camera.take(page, "form-designer", until=A_DRAFT)


def administration(camera: Camera) -> None:
    """Take what the administrator of the national node keeps, and a wall screen."""
    page = camera.person(RoleName.ADMINISTRATOR, GOVERNMENT, "/administration/")
    camera.take(page, "administration")
    page.goto(f"{camera.here.government.url}/administration/operation/")
    camera.take(page, "operation", until=A_DRAFT)
    wall(camera, page)


def wall(camera: Camera, page: Page) -> None:
    """Take the slide with the map on a wall screen."""
    page.goto(f"{camera.here.government.url}/command-centre/wall/")
    page.fill("input[name=name]", "Phòng họp số 1")
    page.locator(f"input[name=board][value*='{DAILY}']").check()
    page.get_by_role("button", name="Mở màn hình").click()
    page.click("a[href*='/wall/open/#']")
    page.wait_for_url(re.compile(r"/wall/\d+/"))
    page.set_viewport_size(ON_A_WALL)
    page.goto(f"{page.url.partition('?')[0]}?slide=1")
    camera.take(page, "wall", until=ON_A_WALL["height"])


def grid(page: Page) -> None:
    """Wait until a worksheet is a spreadsheet."""
    page.wait_for_selector(".spreadsheet table[role=grid]")


def attach(page: Page, name: str, kind: str, content: bytes) -> None:
    """Choose a file in the one field of a page for files."""
    file = FilePayload(name=name, mimeType=kind, buffer=content)
    page.set_input_files("main input[type=file]", files=[file])


def workbook() -> bytes:
    """Return a workbook in the layout of form II.06, with its heads and formulas."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        handling_of_procedures(book.add_worksheet("II.06"))
    return target.getvalue()
