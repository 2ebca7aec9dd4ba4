"""Số thập phân: a decimal that keeps the digits it was given."""

from typing import TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_Set_contra = TypeVar("_Set_contra", contravariant=True)
_Get_co = TypeVar("_Get_co", covariant=True)


class NumericField(models.DecimalField[_Set_contra, _Get_co]):
    """Số thập phân: PostgreSQL's numeric without a scale, so that 97 comes back as 97."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the bare type; the digits named in the model only bound what forms accept."""
        return "numeric"
