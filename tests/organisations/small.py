"""Bảng nhỏ: two provinces before and one after, with every kind of change once."""

from nhip.organisations.rules.tables import Tables


def lines(columns, *rows):
    return [dict(zip(columns.split(), row.split("|"), strict=True)) for row in rows]


SMALL = Tables(
    provinces=lines(
        "unit name type since until gso committee",
        "24|Bắc Giang|tỉnh|~2008-08-01|2025-07-01|24|H02",
        "27|Bắc Ninh|tỉnh|~2008-08-01|2025-07-01|27|H05",
        "24-2025|Bắc Ninh|tỉnh|2025-07-01||24|H05",
    ),
    districts=lines("gso name province", "213|Huyện A|24", "258|Huyện B|27", "318|Huyện đảo|27"),
    communes_before=lines(
        "gso name district",
        "07001|Xã An Bình|213",
        "07002|Xã Tân Lập|213",
        "07003|Thị trấn C|213",
        "09001|Xã An Bình|258",
        "09002|Xã Tân Lập|258",
    ),
    communes=lines(
        "gso name province since until",
        "07001|Xã An Bình|24|2025-07-01|",
        "07003|Xã C|24|2025-07-01|",
        "09001|Xã Tân Lập|24|2025-07-01|",
        "09003|Xã D|24|2025-07-01|",
        "11948|Đặc khu|24|2025-07-01|",
    ),
    conversion=lines(
        "old new share",
        "07001|07001|all",
        "07002|07001|all",
        "07003|07003|all",
        "09001|09001|people",
        "09001|09003|land",
        "09002|09001|all",
        "318|11948|all",
    ),
    horizons=lines(
        "subject territory since until source",
        "district||2025-03-01||districts.csv",
        "commune||2025-03-01||communes-before.csv",
    ),
    sources={"conversion.csv": {"matched_by": "code"}},
)
