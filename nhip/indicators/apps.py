"""Chỉ tiêu: the app configuration."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Chỉ tiêu."""

    name = "nhip.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
