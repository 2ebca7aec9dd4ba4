"""Quyền trên văn bản: what a person may do with documents. Keep the list alphabetical."""

from enum import StrEnum


class Permission(StrEnum):
    """Quyền: one right, named ``area.verb``."""

    NUMBER = "documents.number"
    REGISTER = "documents.register"
    SEAL = "documents.seal"
    VIEW = "documents.view"
