"""Liên thông văn bản: the app configuration."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Liên thông văn bản."""

    name = "nhip.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
