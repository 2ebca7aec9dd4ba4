"""Ghi tài khoản: enrol people and programs, give and end grants, give and revoke tokens."""

from nhip.accounts.actions.people import Post, end_grant, enrol, grant
from nhip.accounts.actions.tokens import Given, give_token, revoke_token

__all__ = ["Given", "Post", "end_grant", "enrol", "give_token", "grant", "revoke_token"]
