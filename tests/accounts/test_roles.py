"""Vai trò và quyền: who may what, and what no single role may."""

from nhip.accounts.rules import RIGHTS_OF, ROLES_OF_PROGRAMS, RoleName, roles_with


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
