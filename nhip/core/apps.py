"""Nền: the app configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Nền."""

    name = "nhip.core"
    label = "core"
