"""Vai trò và quyền: the table of roles and the rights that areas declare are the same rights."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from nhip.accounts.rules import RIGHTS_OF, ROLES_OF_PROGRAMS, RoleName, roles_with


def declared() -> set[str]:
    modules = (f"{area}.permissions" for area in settings.AREAS)
    return {
        right.value
        for module in modules
        if find_spec(module)
        for right in import_module(module).Permission
    }


def carried() -> set[str]:
    return set().union(*RIGHTS_OF.values())


def test_no_role_carries_a_right_that_no_area_declares():
    assert carried() - declared() == set()


def test_every_declared_right_is_carried_by_some_role():
    assert declared() - carried() == set()


def test_every_role_has_its_rights():
    assert set(RIGHTS_OF) == set(RoleName)


def test_nobody_both_prepares_and_approves_by_one_role():
    both = {"reporting.enter", "reporting.sign"}

    assert not [role for role, rights in RIGHTS_OF.items() if both <= rights]


def test_signing_and_sealing_belong_to_different_roles():
    assert roles_with("reporting.sign") == [RoleName.LEADER]
    assert roles_with("documents.seal") == [RoleName.CLERK]


def test_no_role_of_a_program_opens_a_key():
    assert not [role for role in ROLES_OF_PROGRAMS if "signing.use_key" in RIGHTS_OF[role]]
