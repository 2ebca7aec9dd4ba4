"""Trung tâm thông tin, chỉ đạo điều hành: figures, and the walk down to their signatures.

Nothing is kept here: totals, coverage and sources come from the indicators,
versions and their standing from reporting. What a total does not have, it
names; what nobody signed never shows the mark of a signature.

Says    nothing
Hears   nothing
Talks   to nobody outside
"""
