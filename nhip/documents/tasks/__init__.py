"""Việc của văn bản: sign, seal, send and register; each is prepare → do → record.

A PIN is an argument of ``sign``, ``finish`` and ``seal`` and of nothing else:
pages call them directly, no job carries it, nothing stores or logs it.
"""

from nhip.documents.tasks.following import note, register
from nhip.documents.tasks.sealing import seal
from nhip.documents.tasks.sending import send, send_sealed
from nhip.documents.tasks.signing import (
    begin,
    cancel,
    catch_up,
    finish,
    finish_with,
    finish_with_file,
    sign,
)

__all__ = [
    "begin",
    "cancel",
    "catch_up",
    "finish",
    "finish_with",
    "finish_with_file",
    "note",
    "register",
    "seal",
    "send",
    "send_sealed",
    "sign",
]
