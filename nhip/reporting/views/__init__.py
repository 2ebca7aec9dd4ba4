"""Trang báo cáo: worksheets and reports, their workbooks, and the designing of forms."""
