"""Quyền đối với cơ quan, đơn vị."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be granted here."""

    ADMINISTER = "organisations.administer"
