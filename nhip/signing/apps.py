"""Ký số: the app configuration."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Ký số."""

    name = "nhip.signing"
    label = "signing"
    default_auto_field = "django.db.models.BigAutoField"
