"""Quyền đối với nhật ký."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be granted here."""

    OPERATE = "events.operate"
    VIEW = "events.view"
