"""Tệp cần kiểm tra: one PDF that somebody brings to be judged."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from nhip.signing.providers.verify import LARGEST_BYTES


class CheckedFile(forms.Form):
    """Tệp PDF: read once, judged, and not kept."""

    file = forms.FileField(
        label=_("PDF file"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose a PDF file first."),
            "empty": _("The file is empty."),
            "invalid": _("Choose a PDF file first."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is larger than a check may read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is too large to be checked."))
        return file
