"""Giữ gìn nút: back up, restore, examine.

A backup is one file in the format of ``age``: database and files as they were at one
moment, encrypted to keys whose private parts lie elsewhere, with a manifest of digests.
Restoring goes only into an empty place. The doctor looks at everything a node promises.
"""
