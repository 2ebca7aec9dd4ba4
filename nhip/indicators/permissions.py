"""Quyền đối với chỉ tiêu."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be granted here."""

    ADMINISTER = "indicators.administer"
    VIEW = "indicators.view"
