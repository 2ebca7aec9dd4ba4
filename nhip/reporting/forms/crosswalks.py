"""Đọc bảng đối chiếu từ trang: for each row and column the codes it goes on from."""

import re
from collections.abc import Mapping

from nhip.reporting.rules.crosswalk import Crosswalk

_BETWEEN = re.compile(r"[\s,;]+")


def read_crosswalk(posted: Mapping[str, str]) -> Crosswalk:
    """Return what the page says; an empty field begins anew."""
    return Crosswalk(*(_parts(posted, f"{kind}:") for kind in ("row", "column")))


def _parts(posted: Mapping[str, str], prefix: str) -> dict[str, tuple[str, ...]]:
    said = {
        name.removeprefix(prefix): tuple(dict.fromkeys(filter(None, _BETWEEN.split(text))))
        for name, text in posted.items()
        if name.startswith(prefix)
    }
    return {new: old for new, old in said.items() if old}
