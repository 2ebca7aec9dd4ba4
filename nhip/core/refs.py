"""Tham chiếu: the text by which events and logs point at a row, such as ``files.storedfile:12``."""

from django.db.models import Model


def ref(instance: Model) -> str:
    """Return ``area.model:primary-key``."""
    return f"{instance._meta.label_lower}:{instance.pk}"


def key_of(reference: str) -> str:
    """Return the primary key inside a reference, as text."""
    return reference.partition(":")[2]
