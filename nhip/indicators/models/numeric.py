"""Số thập phân: a decimal that keeps the digits it was given."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class NumericField(models.DecimalField):
    """Số thập phân: PostgreSQL's numeric without a scale, so 97 comes back as 97 and not 97.0000."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the bare type; the digits named in the model only bound what forms accept."""
        return "numeric"
