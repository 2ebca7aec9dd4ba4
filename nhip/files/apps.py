"""Tệp: the app configuration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Tệp."""

    name = "nhip.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
