"""Chế bản: turn plain values into the PDF people read and sign."""

from nhip.documents.providers.stamps import number_stamp, person_stamp, seal_stamp
from nhip.documents.providers.typesetting import Typeset, typeset_report

__all__ = ["Typeset", "number_stamp", "person_stamp", "seal_stamp", "typeset_report"]
