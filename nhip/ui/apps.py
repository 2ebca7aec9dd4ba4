"""Giao diện: the app configuration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Giao diện."""

    name = "nhip.ui"
    label = "ui"
