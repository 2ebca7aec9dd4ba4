"""Lệnh quản trị việc liên thông."""
