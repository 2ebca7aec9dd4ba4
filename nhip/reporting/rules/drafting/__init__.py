"""Dựng biểu mẫu từ tệp bảng tính: an official workbook in, a draft form with its doubts out."""

from nhip.reporting.rules.drafting.doubts import Doubt
from nhip.reporting.rules.drafting.draft import Draft, NoTable, draft_form
from nhip.reporting.rules.drafting.paper import Region, Sheet

__all__ = ["Doubt", "Draft", "NoTable", "Region", "Sheet", "draft_form"]
