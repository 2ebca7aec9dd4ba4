"""Quyền trên báo cáo: what a person may do with reports. Keep the list alphabetical."""

from enum import StrEnum


class Permission(StrEnum):
    """Quyền: one right, named ``area.verb``."""

    ACCEPT = "reporting.accept"
    ADMINISTER = "reporting.administer"
    CHECK = "reporting.check"
    DESIGN = "reporting.design"
    ENTER = "reporting.enter"
    REQUEST = "reporting.request"
    RETURN = "reporting.return"
    SEAL = "reporting.seal"
    SIGN = "reporting.sign"
    URGE = "reporting.urge"
    VIEW = "reporting.view"
