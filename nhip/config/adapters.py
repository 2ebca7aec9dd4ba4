"""Đăng nhập: how allauth behaves here."""

import logging
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nhip.accounts.actions import note_second_factor
from nhip.accounts.models import User
from nhip.accounts.providers import concealed, revealed
from nhip.accounts.queries import must_have_second_factor
from nhip.core import clock

LOCKED: Final = "too_many_login_attempts"

log = logging.getLogger(__name__)


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Không tự đăng ký: people are enrolled by an administrator, never by themselves."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The sign-in name or the password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("Type your current password."),
        LOCKED: _("Too many wrong attempts. Try again in %(minutes)d minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every registration by oneself."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return a sentence for the person; when attempts are shut, also a line for the log."""
        if code != LOCKED:
            plain: ValidationError = super().validation_error(code, *args)
            return plain
        # Neither name nor password: who mistook one field for the other typed a password there.
        log.warning("Sign-in is shut for a name or for %s", self.get_client_ip(self.request))
        minutes = {"minutes": settings.NHIP_LOCKED_MINUTES}
        return ValidationError(self.error_messages[code], code=code, params=minutes)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by name alone: another ``Host`` gives no fresh attempts."""
        return str(credentials.get("username", "")).lower()


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Xác thực hai lớp: its secrets are kept enciphered."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong, or was used already."),
        "cannot_delete_authenticator": _("Who signs or seals cannot go without a second factor."),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep it for whoever must have one."""
        needed = must_have_second_factor(authenticator.user, on=clock.today())
        return not (settings.NHIP_SECOND_FACTOR and needed)

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator app shows this node."""
        return f"Nhịp {settings.NHIP_NODE_TITLE}"

    def encrypt(self, text: str) -> str:
        """Encipher what is kept."""
        return concealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read what is kept."""
        return revealed(encrypted_text)


def added(request: HttpRequest, user: User, authenticator: Any, **_signal: Any) -> None:
    """Ghi việc bật xác thực hai lớp, and end what was signed in without it."""
    if authenticator.type == authenticator.Type.TOTP:
        note_second_factor(actor=user, now=clock.now())
        for other in UserSession.objects.filter(user=user).exclude(
            session_key=request.session.session_key
        ):
            other.end()


def removed(user: User, authenticator: Any, **_signal: Any) -> None:
    """Ghi việc tắt xác thực hai lớp."""
    if authenticator.type == authenticator.Type.TOTP:
        note_second_factor(actor=user, was_removed=True, now=clock.now())
