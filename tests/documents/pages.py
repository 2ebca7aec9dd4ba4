"""Pages the tests of this area set and sign."""

import datetime as dt
from decimal import Decimal

from nhip.documents.rules.page import (
    Align,
    Annex,
    BodyCell,
    HeadCell,
    Heading,
    Paragraph,
    ReportPage,
    Row,
    Signer,
    Table,
    missing,
    nil,
    number,
)

AT = dt.datetime(2021, 8, 15, 2, 0, tzinfo=dt.UTC)

TABLE = Table(
    widths=(1, 6, 2, 2, 2),
    head=(
        (HeadCell("TT", rows=2), HeadCell("Đơn vị", rows=2), HeadCell("Số ca mắc", columns=3)),
        (HeadCell("Mới"), HeadCell("Mang sang"), HeadCell("Lũy kế")),
    ),
    numbering=("A", "B", "1", "2", "3=1+2"),
    rows=(
        Row(
            (
                BodyCell("1", Align.CENTER),
                BodyCell("Thị xã Trảng Bàng"),
                number(Decimal("1097.5"), 1),
                nil(),
                missing(),
            )
        ),
        Row(
            (
                BodyCell("", Align.CENTER),
                BodyCell("Tổng cộng"),
                number(Decimal(1097)),
                number(Decimal(0)),
                number(Decimal("2194.5")),
            ),
            bold=True,
        ),
    ),
    caption="Số ca mắc mới trong ngày",
    measure="ca",
)


def report_page(*, demo: bool = True, annexes: tuple[Annex, ...] = ()) -> ReportPage:
    """Return a small daily report of Tây Ninh."""
    return ReportPage(
        agency="Ủy ban nhân dân tỉnh Tây Ninh",
        title="Báo cáo",
        subject="Tình hình dịch COVID-19 ngày 14 tháng 8 năm 2021",
        addressee="Văn phòng Chính phủ",
        body=(Heading("1. Tình hình"), Paragraph("Nghẽn, ưỡng, ỵ, Ẵ, ặ, ỗ./."), TABLE),
        signer=Signer(("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"), "Nguyễn Văn Minh"),
        recipients=("Văn phòng Chính phủ;", "Bộ Y tế;", "Lưu: VT."),
        created_at=AT,
        demo=demo,
        annexes=annexes,
    )
