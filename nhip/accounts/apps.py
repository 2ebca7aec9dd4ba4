"""Tài khoản, phân quyền: the app configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tài khoản, phân quyền."""

    name = "nhip.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
