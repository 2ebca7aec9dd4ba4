"""Vai trò và quyền: which rights a role carries, and who may have it. Pure.

Rights are written ``area.verb`` and declared in each area's ``permissions``;
a test proves that this table and those declarations agree.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from nhip.core.canonical import sha256_hex

TOKEN_MARK: Final = "nhip_"  # lets scanners of source code find a token that was left lying about


class RoleName(StrEnum):
    """Vai trò: what somebody is at a unit."""

    REPORTER = "reporter"
    CHECKER = "checker"
    LEADER = "leader"
    CLERK = "clerk"
    REGISTRY = "registry"
    ANALYST = "analyst"
    DESIGNER = "designer"
    ADMINISTRATOR = "administrator"


_READ = frozenset({"reporting.view", "indicators.view", "documents.view"})

RIGHTS_OF: Mapping[RoleName, frozenset[str]] = {
    RoleName.REPORTER: _READ | {"reporting.enter"},
    RoleName.CHECKER: _READ | {"reporting.check"},
    RoleName.LEADER: _READ
    | {
        "reporting.request",
        "reporting.return",
        "reporting.sign",
        "reporting.urge",
        "signing.use_key",
    },
    RoleName.CLERK: _READ
    | {
        "reporting.request",
        "reporting.seal",
        "documents.number",
        "documents.seal",
        "exchange.view",
        "exchange.redrive",
        "signing.use_key",
    },
    RoleName.REGISTRY: _READ
    | {
        "documents.register",
        "reporting.accept",
        "reporting.request",
        "reporting.urge",
        "exchange.view",
    },
    RoleName.ANALYST: _READ,
    RoleName.DESIGNER: _READ | {"reporting.design"},
    RoleName.ADMINISTRATOR: _READ
    | {
        "accounts.administer",
        "organisations.administer",
        "reporting.administer",
        "reporting.design",
        "indicators.administer",
        "signing.administer",
        "exchange.view",
        "exchange.redrive",
        "exchange.administer",
        "events.operate",
        "events.view",
    },
}


# Signing, sealing, taking in and granting are acts of people; a program hands in figures and reads.
ROLES_OF_PROGRAMS = frozenset({RoleName.REPORTER, RoleName.ANALYST})


def roles_with(right: str) -> list[RoleName]:
    """Return the roles that carry ``right``."""
    return [role for role, rights in RIGHTS_OF.items() if right in rights]


def digest_of(secret: str) -> str:
    """Return the hash under which a token is kept; it is random, so one round is enough."""
    return sha256_hex(secret.encode())
