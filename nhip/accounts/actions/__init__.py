"""Ghi tài khoản: people and programs, grants, tokens, sessions and second factors."""

from nhip.accounts.actions.languages import choose_language
from nhip.accounts.actions.people import Post, end_grant, enrol, grant
from nhip.accounts.actions.sign_in import end_session, note_second_factor, take_back_second_factor
from nhip.accounts.actions.tokens import Given, give_token, revoke_token

__all__ = [
    "Given",
    "Post",
    "choose_language",
    "end_grant",
    "end_session",
    "enrol",
    "give_token",
    "grant",
    "note_second_factor",
    "revoke_token",
    "take_back_second_factor",
]
