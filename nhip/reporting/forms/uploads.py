"""Tệp gửi lên: the one file of a page, in bounds."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid

LARGEST_FILE = 10 * 1024 * 1024


class NoFileChosen(Invalid):
    """Chưa chọn tệp."""

    message = _("Choose a file first.")


class FileIsTooLarge(Invalid):
    """Tệp quá lớn."""

    message = _("The file is larger than %(most)d MB; nothing was read.")


def read_file(
    uploaded: Mapping[str, UploadedFile[Any]], *, most: int = LARGEST_FILE
) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that was sent, of at most ``most`` bytes.

    Raises NoFileChosen, FileIsTooLarge.
    """
    file = uploaded.get("file")
    if file is None or not file.size:
        raise NoFileChosen
    if file.size > most:
        raise FileIsTooLarge(most=most // 1024 // 1024)
    return PurePath(file.name or "").name[:200], file.read()
