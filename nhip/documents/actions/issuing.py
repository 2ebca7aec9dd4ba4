"""Phát hành: send a sealed document to every recipient, and note what each says of it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused
from nhip.core.web import Actor, require
from nhip.documents.models import Document, Recipient
from nhip.documents.permissions import Permission
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record
from nhip.exchange.models import Message

ISSUED = "documents.document.issued"
ACKNOWLEDGED = "documents.document.acknowledged"
RETURNED = "documents.document.returned"

REFUSED_STATUS = "02"


class NotSealed(Refused):
    """Chưa đóng dấu: only a document with person's and agency's signatures may leave."""

    message = _("This document is not sealed yet, or was already issued.")


class Replaced(Refused):
    """Đã được thay thế: what another document replaces is not sent any more."""
