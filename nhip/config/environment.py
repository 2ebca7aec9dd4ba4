"""Môi trường: how settings are read from the environment."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def text(name: str, default: str | None = None) -> str:
    """Return the setting, or the content of the file named by NAME_FILE."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}; see docs/how-to/install.md.")
    return value


def flag(name: str, default: str = "") -> bool:
    """Return whether the setting is switched on."""
    return text(name, default) in {"1", "true", "yes", "on"}


def names(name: str) -> list[str]:
    """Return a comma-separated setting as a list."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


def faults(name: str) -> Path | None:
    """Return the folder in which faults are armed; none outside development and demonstration."""
    is_rehearsal = flag("NHIP_DEBUG") or bool(text("NHIP_DEMO", ""))
    return Path(folder) if (folder := text(name, "")) and is_rehearsal else None


def secret(name: str, kept_in: Path) -> str:
    """Return the secret setting; made once and kept in a file only its owner can read."""
    if value := text(name, ""):
        return value
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept_in.read_text().strip()


def reference_tables() -> Path:
    """Return the folder with the tables of facts: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "reference"
    return inside if inside.exists() else package.parent / "reference"


def database(url: str, *, pool: int) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database at a libpq URL."""
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {
        key: value
        for key, value in parts.items()
        if key not in {"dbname", "user", "password", "host", "port"}
    }
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "nhip"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_HEALTH_CHECKS": True,  # a connection that PostgreSQL has lost is not handed out
        "OPTIONS": options,
    }
