"""Đọc số liệu điều hành: boards, figures by place, single figures, and agencies as suppliers."""
