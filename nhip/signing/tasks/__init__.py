"""Việc của chữ ký số: freeze, sign, stamp and judge stored files; each is prepare → do → record.

A PIN is an argument of ``finish`` and ``sign_file`` and of nothing else: pages
call them directly, no job carries it, nothing stores or logs it.
"""

from nhip.signing.tasks.checking import check, check_file, verify_file
from nhip.signing.tasks.signing import (
    Wish,
    begin,
    expire,
    finish,
    finish_with,
    finish_with_file,
    sign_file,
    stamp_file,
)

__all__ = [
    "Wish",
    "begin",
    "check",
    "check_file",
    "expire",
    "finish",
    "finish_with",
    "finish_with_file",
    "sign_file",
    "stamp_file",
    "verify_file",
]
