"""Trung tâm thông tin, chỉ đạo điều hành: the app configuration."""

from django.apps import AppConfig


class CommandCentreConfig(AppConfig):
    """Trung tâm thông tin, chỉ đạo điều hành."""

    name = "nhip.command_centre"
    label = "command_centre"
