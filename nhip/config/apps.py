"""Cấu hình: the app configuration."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Cấu hình."""

    name = "nhip.config"
    label = "config"
