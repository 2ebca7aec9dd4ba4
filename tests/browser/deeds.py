"""What people of the story do in their windows, by clicks; axe-core looks at what they see."""

import io
import re
import zipfile
from urllib.parse import urljoin

from allauth.mfa.totp.internal import auth as totp
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser import sheets
from tests.browser.pages import Inspection
from tests.reporting.drafting.test_own_workbooks import PASTED
from tests.reporting.test_workbooks import at as cell_of

DAY = "Ngày 14/08/2021"
A_DAY = re.compile(r"\b14/08/2021")
NEW_CASES = "#cell-covid19-new"
REASON = "Đề nghị kiểm tra lại với số đã công bố."
FARTHEST = 60
A_NUMBER = re.compile(r"\d+/BC-UBND")


def way_to_report(page: Page) -> Locator:
    """Return what opens the day's report in the inbox, be it begun or not."""
    line = page.locator("#work tr").filter(has_text=A_DAY)
    return line.locator("td:last-child").locator("a, button")


def open_report(page: Page) -> None:
    """The reporter opens the day's report from the inbox."""
    way_to_report(page).click()
    page.wait_for_selector(".spreadsheet table[role=grid]")


def type_new_cases(page: Page, figure: str) -> None:
    """The reporter chooses the cell of the new cases, types, and takes it with Enter."""
    page.locator(NEW_CASES).click()
    page.keyboard.type(figure)
    page.keyboard.press("Enter")
    sheets.wait_until_saved(page)


def put_up(page: Page) -> None:
    """The reporter brings the report before the leader."""
    page.locator("button[value=put_up]").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))


def read(page: Page) -> None:
    """The leader opens the report that waits for the signature."""
    page.locator("#work tr", has_text=DAY).locator("a.btn").click()


def send_back(page: Page, seen: Inspection) -> None:
    """The leader returns the report with a reason at the cell."""
    read(page)
    page.get_by_role("link", name="Trả lại kèm lý do").click()
    seen.look(page)
    page.locator(f"{NEW_CASES} textarea").fill(REASON)
    page.get_by_role("button", name="Trả lại người lập").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))


def correct(page: Page, figure: str, seen: Inspection) -> None:
    """The reporter finds the reason at the cell, corrects the figure and puts it up again."""
    open_report(page)
    expect(page.locator(NEW_CASES)).to_contain_text(REASON)
    seen.look(page)
    worksheet = page.url
    for part in ("remarks/", "parts/", "cells/covid19!new/", "changed/?since=2021-08-14T00:00:00"):
        seen.walk(page, worksheet.replace("worksheet/", part))
    page.goto(worksheet)
    page.click("a[href$='/workbook/']")
    seen.look(page)
    send_many_back(page, seen)
    page.goto(worksheet)
    type_new_cases(page, figure)
    put_up(page)


def send_many_back(page: Page, seen: Inspection) -> None:
    """The reporter sends the filled workbook back in a ZIP, and looks at what it would change."""
    way_to_text = page.locator("a[href$='/text/']").get_attribute("href")
    address = page.locator("a[href$='.xlsx']").evaluate("link => link.href")
    book = load_workbook(io.BytesIO(page.request.get(address).body()))
    cell_of(book["Biểu"], "covid19", "new").value = 98
    filled, packed = io.BytesIO(), io.BytesIO()
    book.save(filled)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bieu.xlsx", filled.getvalue())
    page.click("a[href$='/reporting/workbooks/']")
    seen.look(page)
    zipped = {"name": "gui-ve.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.set_input_files("#file", zipped)
    page.get_by_role("button", name="Đọc các tệp").click()
    page.locator("a[href*='/files/']").wait_for()
    seen.look(page)
    page.click("a[href*='/files/']")
    expect(page.locator("main")).to_contain_text("98")
    seen.look(page)
    page.goto(urljoin(page.url, way_to_text))
    seen.look(page)


def sign(page: Page, seen: Inspection) -> None:
    """The leader reads the page beside the checks, and signs it."""
    read(page)
    page.get_by_role("link", name="Xem bản in và ký").click()
    seen.look(page)
    page.get_by_role("link", name="Tất cả báo cáo chờ bạn ký").click()
    seen.look(page)
    page.go_back()
    page.get_by_role("button", name="Phê duyệt và ký").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))


def seal(page: Page, seen: Inspection) -> str:
    """The clerk seals the document for the agency; return its number."""
    page.locator("#work tr", has_text="ngày 14/08/2021").locator("a.btn").click()
    seen.look(page)
    number = A_NUMBER.search(page.inner_text("main"))
    page.get_by_role("button", name="Đóng dấu và gửi").click()
    expect(page.locator("#messages")).to_contain_text("Đã đóng dấu")
    return number.group() if number else ""


def draft_form(page: Page, door: str, seen: Inspection) -> None:
    """The designer begins a form from a table pasted out of a document."""
    page.goto(f"{door}/reporting/forms/")
    seen.look(page)
    page.fill("#code", "Mẫu 01")
    page.fill("#pasted", PASTED)
    page.get_by_role("button", name="Đọc biểu").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/"))
    seen.look(page)
    let_try(page, "Tây Ninh", seen)
    draw_up_regime(page, door, seen)


def let_try(page: Page, unit: str, seen: Inspection) -> None:
    """The designer lets a unit try the draft, and looks at what it sees."""
    page.fill("#u", unit)
    page.locator("#trials form[method=get] button").click()
    page.locator("#trials input[name=unit]").first.check()
    page.get_by_role("button", name="Giao điền thử").click()
    page.locator("#trials th a").first.click()
    seen.look(page)


def draw_up_regime(page: Page, door: str, seen: Inspection) -> None:
    """The designer begins to draw up who reports on a form, to whom and by when."""
    page.goto(f"{door}/reporting/forms/")
    page.locator("main a[href^='/reporting/forms/']").filter(
        has_text="II.06/VPCP/KSTT"
    ).first.click()
    seen.look(page)
    page.locator("main a[href$='/regimes/']").click()
    seen.look(page)
    typed = {
        "code": "VPCP.THU.2021",
        "name": "Báo cáo dựng thử",
        "basis-number": "12/2021/TT-VPCP",
        "basis-date": "09/08/2021",
        "basis-issuer": "Bộ trưởng",
        "valid_from": "15/08/2021",
        "tier-0-number": "20",
        "tier-0-time": "17:00",
    }
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)
    page.get_by_role("button", name="Dựng chế độ").click()
    page.wait_for_url(re.compile(r"/forms/regimes/\d+/"))
    seen.look(page)


def open_a_wall(page: Page, door: str) -> None:
    """The administrator opens a wall screen and looks at it."""
    page.goto(f"{door}/command-centre/wall/")
    page.fill("input[name=name]", "Phòng họp số 1")
    page.locator("input[name=board]").first.check()
    page.get_by_role("button", name="Mở màn hình").click()
    page.click("a[href*='/wall/open/#']")
    page.wait_for_url(re.compile(r"/wall/\d+/"))


def take_a_second_step(page: Page, door: str, seen: Inspection) -> None:
    """The administrator asks for a code beside the password from now on."""
    page.goto(f"{door}/accounts/2fa/totp/activate/")
    seen.look(page)
    secret = page.locator("code").inner_text()
    page.fill("input[name=code]", totp.format_hotp_value(totp.hotp_value(secret, _this_moment())))
    page.locator("main .btn-primary").click()
    expect(page.locator("main")).not_to_contain_text(secret)


def _this_moment() -> int:
    return next(iter(totp.yield_hotp_counters_from_time()))


def reach(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until the target has the focus, and can be seen to have it."""
    for _press in range(FARTHEST):
        if target.evaluate("one => one === document.activeElement"):
            assert target.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {key}")
