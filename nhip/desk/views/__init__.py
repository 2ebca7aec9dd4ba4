"""Trang của bàn làm việc: one's own work, progress, the duty desk, administration."""
