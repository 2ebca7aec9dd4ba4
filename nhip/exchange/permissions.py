"""Quyền đối với việc liên thông."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may be granted here."""

    VIEW = "exchange.view"
    REDRIVE = "exchange.redrive"
    ADMINISTER = "exchange.administer"
