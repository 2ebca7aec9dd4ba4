"""Con số: how Vietnamese official papers write numbers, and how they are rounded.

Thousands are parted by a full stop and decimals by a comma (Circular 33/2016/TT-BGTVT,
art. 4.8). Rounding is half-up (Circular 08/2019/TT-BTP, art. 25), never half-even.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

# At most as many digits as programs may send; no figure of a country has more.
_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3}){1,6}(,\d{1,10})?", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d{1,20}(,\d{1,10})?", re.ASCII)
_WIDE = Context(prec=100)
_DIGITS = re.compile(r"\d{1,19}", re.ASCII)
LARGEST_WHOLE = 2**63 - 1


class AmbiguousNumber(ValueError):
    """Số viết không rõ: the text can be read in more than one way, or not at all."""


def read_whole(text: str, *, most: int = LARGEST_WHOLE) -> int | None:
    """Return the whole number that programs write in plain digits; None for anything else."""
    number = int(text) if _DIGITS.fullmatch(text) else None
    return number if number is not None and number <= most else None


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return ``value`` rounded to ``places`` decimals; 2.5 becomes 3, never 2."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)


def format_decimal(value: Decimal, places: int | None = None) -> str:
    """Return ``value`` as printed: ``1.234.567,89``. Without ``places`` every digit is kept."""
    number = value if places is None else round_half_up(value, places)
    whole, _, fraction = f"{number:,f}".partition(".")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def parse_decimal(text: str) -> Decimal:
    """Read a number written the Vietnamese way: ``1.234,56``, ``1.234`` (= 1234), ``12,5``.

    Raises AmbiguousNumber for anything else, such as ``1,234.56``, ``1.23`` or sixty digits.
    """
    bare = text.strip().replace("\u00a0", "").replace(" ", "")
    if _GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    raise AmbiguousNumber(text)
