"""Việc của tôi: the app configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Việc của tôi."""

    name = "nhip.desk"
    label = "desk"
