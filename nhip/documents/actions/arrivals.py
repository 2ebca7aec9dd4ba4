"""Văn bản đến: register what the axis brought, once, under the next arrival number."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Invalid, Refused
from nhip.core.web import Actor, require
from nhip.documents.models import ArrivalSeries, Document
from nhip.documents.permissions import Permission
from nhip.documents.rules.numbering import day_of
from nhip.events.actions import record
