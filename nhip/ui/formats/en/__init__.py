"""Định dạng ngày giờ."""
