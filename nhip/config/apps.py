"""Cấu hình: the app configuration."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Cấu hình."""

    name = "nhip.config"
    label = "config"

    def ready(self) -> None:
        """Let the log say what moves open pages."""
        from nhip.config.live.topics import MOVED_BY
        from nhip.events.actions import tell

        tell(*MOVED_BY)
