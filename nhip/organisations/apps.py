"""Cơ quan, đơn vị: the app configuration."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Cơ quan, đơn vị."""

    name = "nhip.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
