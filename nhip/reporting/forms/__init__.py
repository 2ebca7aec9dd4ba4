"""Đọc trang: what people typed and sent, before anything is done with it."""

from nhip.reporting.forms.sheets import NotABatch, read_batch, read_reasons, read_sheet
from nhip.reporting.forms.uploads import read_file

__all__ = ["NotABatch", "read_batch", "read_file", "read_reasons", "read_sheet"]
