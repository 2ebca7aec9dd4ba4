"""Cấu hình: the app configuration."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Cấu hình."""

    name = "nhip.config"
    label = "config"

    def ready(self) -> None:
        """Let the log say what moves open pages, and who gets or gives up a second factor."""
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from nhip.config import adapters
        from nhip.config.live.topics import MOVED_BY
        from nhip.events.actions import tell

        tell(*MOVED_BY)
        authenticator_added.connect(adapters.added)
        authenticator_removed.connect(adapters.removed)
