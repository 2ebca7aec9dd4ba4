"""Tệp: the rows that name stored bytes."""

from django.db import models


class StoredFile(models.Model):
    """Tệp đã lưu: bytes known by their SHA-256; the row is what keeps them from being swept."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_file_is_named_by_its_sha256",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="a_size_is_not_negative", condition=models.Q(size__gte=0)),
        ]

    def __str__(self) -> str:
        return self.sha256
