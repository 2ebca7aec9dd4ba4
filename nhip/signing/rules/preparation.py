"""Chuẩn bị ký: what is to be signed, where and in which words; and the bytes that wait for it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Appearance:
    """Hình chữ ký: a one-page PDF drawn in a box (x1, y1, x2, y2; points) of a page from 0."""

    page: int
    box: tuple[float, float, float, float]
    stamp: bytes


@dataclass(frozen=True)
class Intent:
    """Ý định ký: which field to sign in which role, as whom, with which words."""

    field: str
    appearance: Appearance | None
    certificate: bytes
    chain: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...]
    reason: str
    signed_at: dt.datetime


@dataclass(frozen=True)
class Prepared:
    """Tệp chờ ký: the exact bytes with an empty container, and what is to be signed."""

    pdf: bytes
    digest: bytes
    container: tuple[int, int]
    to_sign: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
