"""Tệp: stored once under its hash, checked whenever it is read.

Bytes are written and synced *before* the action that names them; bytes that no
row names and that are older than a day are swept.
"""
