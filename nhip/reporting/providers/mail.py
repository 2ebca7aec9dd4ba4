"""Thư điện tử: hand one letter to the mail server, and know whether it was taken."""

import smtplib
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from nhip.core.errors import Refused, Unavailable


@dataclass(frozen=True)
class Letter:
    """Thư: to whom, about what, in plain text."""

    to: str
    subject: str
    body: str


class MailServerIsDown(Unavailable):
    """Máy chủ thư không trả lời: nothing left, so it may be tried again."""

    message = _("The mail server does not answer; the letter waits.")


class LetterIsRefused(Refused):
    """Máy chủ thư từ chối: it surely did not take the letter, and will not."""

    message = _("The mail server refused the letter to %(to)s.")


def send(letter: Letter) -> None:
    """Gửi thư. Raises MailServerIsDown, LetterIsRefused.

    Any other error of the connection leaves open whether the letter was taken.
    """
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerIsDown from error
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.to], connection=connection).send()
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
    ) as error:
        raise LetterIsRefused(to=letter.to) from error
    finally:
        connection.close()
