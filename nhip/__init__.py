"""Nhịp: hệ thống thông tin báo cáo, a government reporting information system."""

__version__ = "0.1.0"
