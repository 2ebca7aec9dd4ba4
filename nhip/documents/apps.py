"""Văn bản: the app configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Văn bản."""

    name = "nhip.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
