"""Vai trò và quyền: which rights a role carries. Pure.

Rights are written ``area.verb`` and declared in each area's ``permissions``;
a test proves that this table and those declarations agree.
"""

from collections.abc import Mapping
from enum import StrEnum


class RoleName(StrEnum):
    """Vai trò: what somebody is at a unit."""

    REPORTER = "reporter"
    CHECKER = "checker"
    LEADER = "leader"
    CLERK = "clerk"
    REGISTRY = "registry"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


_READ = frozenset({"reporting.view", "indicators.view", "documents.view"})

RIGHTS_OF: Mapping[RoleName, frozenset[str]] = {
    RoleName.REPORTER: _READ | {"reporting.enter"},
    RoleName.CHECKER: _READ | {"reporting.check"},
    RoleName.LEADER: _READ | {"reporting.return", "reporting.sign", "signing.use_key"},
    RoleName.CLERK: _READ
    | {
        "reporting.seal",
        "documents.number",
        "documents.seal",
        "exchange.view",
        "exchange.redrive",
        "signing.use_key",
    },
    RoleName.REGISTRY: _READ | {"documents.register", "reporting.accept", "exchange.view"},
    RoleName.ANALYST: _READ,
    RoleName.ADMINISTRATOR: _READ
    | {
        "accounts.administer",
        "organisations.administer",
        "reporting.administer",
        "indicators.administer",
        "signing.administer",
        "exchange.view",
        "exchange.redrive",
        "events.view",
    },
}


def roles_with(right: str) -> list[RoleName]:
    """Return the roles that carry ``right``."""
    return [role for role, rights in RIGHTS_OF.items() if right in rights]
