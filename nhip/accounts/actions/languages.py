"""Ngôn ngữ: in which language a person is shown pages and written to."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nhip.accounts.models import User
from nhip.core.errors import Invalid
from nhip.events.actions import record

LANGUAGE_CHOSEN = "accounts.language.chosen"


class NoSuchLanguage(Invalid):
    """Ngôn ngữ không có."""

    message = _("Choose Vietnamese or English.")


@transaction.atomic
def choose_language(*, actor: User, language: str, now: dt.datetime) -> None:
    """Chọn ngôn ngữ: one's own. The same again changes nothing. Raises NoSuchLanguage."""
    person = User.objects.select_for_update().get(pk=actor.pk)

    if language not in User.Language.values:
        raise NoSuchLanguage
    if person.language == language:
        return
    person.language = language
    person.save(update_fields=["language"])

    record(LANGUAGE_CHOSEN, person, actor=actor, now=now, language=language)
