"""Nhật ký: the app configuration."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Nhật ký."""

    name = "nhip.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
