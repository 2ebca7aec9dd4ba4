"""Thư nhắc: one letter to a person through a real mail server, in their language, never twice."""

import socketserver
import threading
from email import message_from_bytes, policy

import pytest

from nhip.reporting import actions, tasks
from nhip.reporting.models import Mailing
from nhip.reporting.providers.mail import LetterIsRefused, MailServerIsDown
from tests.reporting.country import ADMIN, at
from tests.reporting.jobs import run_jobs

pytestmark = pytest.mark.requirement(48)


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that takes letters, refuses them, or hangs up when it has the letter."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.taken, self.mood = [], "takes"


class Dialogue(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 mail.example")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].strip().upper()
            if word == b"DATA":
                if not self.take():
                    return
            elif word == b"RCPT" and self.server.mood == "refuses":
                self.say("550 no such box")
            else:
                self.say("221 bye" if word == b"QUIT" else "250 ok")

    def take(self):
        self.say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if self.server.mood == "hangs up":
            return False
        self.say("250 taken")
        return True

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def server(settings, lan, august):
    """A mail server on this machine, named by the settings; Lan has an address."""
    lan.email = "lan@tayninh.example"
    lan.save()
    with MailServer() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.server_address[1]
        settings.EMAIL_USE_TLS = False
        yield made
        made.shutdown()
        thread.join()


def states():
    return list(Mailing.objects.order_by("pk").values_list("state", flat=True))


def remind():
    actions.remind(actor=ADMIN, now=at(8))


def test_a_letter_names_the_report_its_unit_and_its_time(server, obligation):
    remind()
    run_jobs(areas=["reporting"])

    (letter,) = server.taken
    text = letter.get_content()
    assert letter["To"] == "lan@tayninh.example"
    assert letter["Subject"] == "Nhịp: 1 báo cáo cần xử lý"
    assert "Báo cáo tình hình dịch bệnh hằng ngày – Ngày 14/08/2021 (Tây Ninh)" in text
    assert "10:00 15/08/2021" in text
    assert states() == ["sent"]


def test_a_person_is_written_to_in_the_language_they_chose(server, obligation, lan):
    actions.choose_reminders(actor=lan, by_mail=True, language="en", now=at(8))
    remind()
    run_jobs(areas=["reporting"])

    assert "Daily outbreak report" in server.taken[0].get_content()


def test_a_letter_is_never_sent_twice(server, obligation, lan):
    remind()
    run_jobs(areas=["reporting"])
    tasks.write.func(user_id=lan.pk)
    remind()
    run_jobs(areas=["reporting"])

    assert len(server.taken) == 1


def test_what_waits_for_a_person_goes_in_one_letter(server, obligation, lan):
    remind()
    actions.remind(actor=ADMIN, now=at(10))
    run_jobs(areas=["reporting"])

    assert len(server.taken) == 1
    assert states() == ["sent", "sent"]


def test_while_the_server_is_down_the_letter_waits(server, obligation, lan, settings):
    settings.EMAIL_PORT = 1
    remind()

    with pytest.raises(MailServerIsDown):
        tasks.write.func(user_id=lan.pk)
    assert states() == ["queued"]

    settings.EMAIL_PORT = server.server_address[1]
    tasks.write.func(user_id=lan.pk)
    assert (len(server.taken), states()) == (1, ["sent"])


def test_a_letter_that_is_refused_is_not_tried_again(server, obligation, lan):
    server.mood = "refuses"
    remind()

    with pytest.raises(LetterIsRefused, match=r"lan@tayninh\.example"):
        tasks.write.func(user_id=lan.pk)
    server.mood = "takes"
    tasks.write.func(user_id=lan.pk)

    assert (server.taken, states()) == ([], ["refused"])


def test_when_nobody_knows_whether_it_left_it_is_not_sent_again(server, obligation, lan):
    server.mood = "hangs up"
    remind()

    with pytest.raises(OSError, match="closed"):
        tasks.write.func(user_id=lan.pk)
    server.mood = "takes"
    tasks.write.func(user_id=lan.pk)

    assert (len(server.taken), states()) == (1, ["unknown"])
