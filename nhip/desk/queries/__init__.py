"""Đọc việc: what the areas say this person has to do, and who may be played in a demonstration."""
