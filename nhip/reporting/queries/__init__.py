"""Đọc báo cáo: shapes that pages, the API and actions read."""
