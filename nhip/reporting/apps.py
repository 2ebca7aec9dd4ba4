"""Chế độ báo cáo: the app configuration."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Chế độ báo cáo."""

    name = "nhip.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
