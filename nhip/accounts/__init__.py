"""Tài khoản, phân quyền: people, what they were granted, where, and from when to when.

A grant is a role at a unit, with or without everything under it, for a time.
Rights to enter, check, sign, seal and administer are separate; nobody gets
one of them along with another. A system of an agency is a *program*: it signs
in by a token, reports and reads, and never approves, seals or grants.

Says    accounts.user.enrolled; accounts.grant.given, .ended; accounts.token.given, .revoked;
        accounts.language.chosen; accounts.session.ended; accounts.second_factor.added, .removed
Hears   nothing
"""
