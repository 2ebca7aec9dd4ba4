"""Quyền đối với tài khoản."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be granted here."""

    ADMINISTER = "accounts.administer"
