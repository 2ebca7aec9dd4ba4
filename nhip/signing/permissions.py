"""Quyền đối với khóa và chữ ký."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be granted here."""

    USE_KEY = "signing.use_key"
    ADMINISTER = "signing.administer"
