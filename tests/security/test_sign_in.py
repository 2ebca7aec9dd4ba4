"""Đăng nhập: what a wrong password costs, what a second factor is asked of, what a session ends."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from nhip.accounts.actions import end_session, take_back_second_factor
from nhip.accounts.models import Grant
from nhip.events.models import Event
from tests.reporting.country import EVER, NOW

PASSWORD = "chim-hót-trên-cành-12"
SIGN_IN, ENROL = "/accounts/login/", "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def in_august(august, settings):
    """The log of the node is that of August 2021; sessions live in real time, hashes are quick."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def second_factor(settings):
    settings.NHIP_SECOND_FACTOR = True


@pytest.fixture
def with_password(lan, minh, thu, hoa):
    for person in (lan, minh, thu, hoa):
        person.set_password(PASSWORD)
        person.save()


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def knock(client, name, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": name, "password": password}, **more)


def fault_of(answer):
    return re.search(r'role="alert">([^<]*)', text(answer))[1].strip()


def code_of(secret, *, ago=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def enrol(client):
    """Set up a second factor on the page, and return its secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r"<code>(\w+)</code>", text(client.get(ENROL)))[1]
    answer = client.post(ENROL, {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


# --- Wrong passwords ----------------------------------------------------------------------


def test_an_unknown_name_is_answered_like_a_wrong_password(client, with_password):
    known, unknown = knock(client, "lan", "sai"), knock(client, "ai-đó", "sai")

    assert fault_of(known) == fault_of(unknown) == "Tên đăng nhập hoặc mật khẩu không đúng."
    assert known.status_code == unknown.status_code


@pytest.mark.parametrize("name", ["lan", "ai-đó"])
def test_the_sixth_wrong_password_shuts_the_name_and_says_for_how_long(client, with_password, name):
    for _ in range(5):
        knock(client, name, "sai")

    assert fault_of(knock(client, name)) == ("Đã nhập sai quá nhiều lần. Hãy thử lại sau 15 phút.")
    assert "_auth_user_id" not in client.session


def test_a_name_is_shut_at_every_address_and_host_but_others_are_not(client, with_password):
    for number in range(5):
        knock(client, "lan", "sai", REMOTE_ADDR=f"10.0.0.{number}", HTTP_HOST="localhost")

    assert "15 phút" in fault_of(knock(client, "LAN", REMOTE_ADDR="10.0.0.9"))
    assert knock(client, "thu")["Location"] == "/"


def test_an_address_is_shut_after_thirty_wrong_passwords(client, with_password):
    for number in range(30):
        knock(client, f"name-{number}", "sai", REMOTE_ADDR="10.0.0.1")

    assert "15 phút" in fault_of(knock(client, "lan", REMOTE_ADDR="10.0.0.1"))
    assert knock(client, "lan", REMOTE_ADDR="10.0.0.2")["Location"] == "/"


def test_a_right_password_between_wrong_ones_gives_no_fresh_attempts(with_password):
    for _ in range(4):
        knock(Client(), "lan", "sai")
    assert knock(Client(), "lan")["Location"] == "/"
    knock(Client(), "lan", "sai")

    assert "15 phút" in fault_of(knock(Client(), "lan"))


@pytest.mark.parametrize("weak", ["ngan-qua", "123456789012", "tran-thi-lan-"])
def test_a_weak_password_is_refused(client, with_password, lan, weak):
    lan.full_name = "Tran Thi Lan"
    lan.save()
    knock(client, "lan")

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
    )

    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)


# --- Sessions -----------------------------------------------------------------------------


def test_signing_in_gives_the_session_another_key(client, with_password):
    client.get(SIGN_IN)
    client.session["before"] = True
    before = client.session.session_key

    knock(client, "lan")

    assert client.session.session_key != before


def test_signing_out_ends_the_session_on_the_server(client, with_password):
    knock(client, "lan")
    kept = client.cookies.copy()
    client.post("/accounts/logout/")

    client.cookies = kept

    assert client.get("/account/").status_code == 302
    assert client.get("/accounts/logout/").status_code in (200, 302)


def test_who_is_deactivated_is_out_at_once(client, with_password, lan):
    knock(client, "lan")
    lan.is_active = False
    lan.save()

    assert client.get("/account/").status_code == 302


def test_another_password_ends_the_sessions_elsewhere(client, with_password):
    elsewhere = Client()
    for one in (client, elsewhere):
        knock(one, "lan")

    new = "một-mật-khẩu-khác-hẳn"
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_one_sees_where_one_is_signed_in_and_ends_it_there(client, with_password, lan):
    elsewhere = Client(HTTP_USER_AGENT="Máy ở phòng họp")
    for one in (client, elsewhere):
        knock(one, "lan")
    assert "Máy ở phòng họp" in text(client.get("/account/"))

    session = UserSession.objects.get(user_agent="Máy ở phòng họp")
    client.post(f"/account/sessions/{session.pk}/end/")

    assert elsewhere.get("/account/").status_code == 302
    assert Event.objects.about(lan).get().name == "accounts.session.ended"


def test_a_session_of_somebody_else_is_not_to_be_ended(client, with_password, hoa):
    knock(client, "lan")
    session = UserSession.objects.get()

    with pytest.raises(PermissionDenied):
        end_session(actor=hoa, session_id=session.pk, now=NOW)


def test_one_makes_a_token_once_shown_and_revokes_it(client, with_password, lan):
    knock(client, "lan")

    page = text(client.post("/account/tokens/", {"name": "Phần mềm kế toán"}))
    secret = re.search(r"nhip_[\w-]{43}", page)[0]
    again = text(client.get("/account/"))
    asked = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert secret not in again
    assert "Phần mềm kế toán" in again
    assert Client().get("/api/v1/regimes", **asked).status_code == 200

    client.post(f"/account/tokens/{lan.tokens.get().pk}/revoke/")

    assert Client().get("/api/v1/regimes", **asked).status_code == 401


# --- The second factor --------------------------------------------------------------------


def test_who_reports_is_not_asked_for_one(client, with_password, second_factor):
    knock(client, "lan")

    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["minh", "thu"])
def test_who_signs_or_seals_sees_nothing_before_having_one(
    client, with_password, second_factor, name
):
    knock(client, name)

    for address in ("/", "/account/", "/documents/", "/reporting/to-sign/"):
        assert client.get(address)["Location"] == ENROL
    assert client.get("/api/v1/regimes").status_code == 403


def test_without_the_setting_nobody_is_asked(client, with_password):
    knock(client, "minh")

    assert client.get("/").status_code == 200


def test_setting_it_up_opens_the_door_and_is_logged_without_the_secret(
    client, with_password, second_factor, minh, django_capture_on_commit_callbacks
):
    knock(client, "minh")
    with django_capture_on_commit_callbacks(execute=True):
        secret = enrol(client)

    assert client.get("/").status_code == 200
    assert Event.objects.about(minh).get().name == "accounts.second_factor.added"
    kept = str([one.data for one in Authenticator.objects.all()])
    assert secret not in kept


def test_from_then_on_the_password_alone_does_not_sign_in(client, with_password, second_factor):
    knock(client, "minh")
    secret = enrol(client)
    later = Client()

    assert knock(later, "minh")["Location"] == "/accounts/2fa/authenticate/"
    assert later.get("/")["Location"].startswith(SIGN_IN)
    assert "Mã không đúng" in text(later.post("/accounts/2fa/authenticate/", {"code": "000000"}))

    later.post("/accounts/2fa/authenticate/", {"code": code_of(secret, ago=-1)})

    assert later.get("/").status_code == 200


def test_a_code_opens_once(client, with_password, second_factor):
    knock(client, "minh")
    code = code_of(enrol(client), ago=-1)
    first, second = Client(), Client()
    for one in (first, second):
        knock(one, "minh")
        one.post("/accounts/2fa/authenticate/", {"code": code})

    assert first.get("/").status_code == 200
    assert second.get("/")["Location"].startswith(SIGN_IN)


def test_a_recovery_code_opens_once(client, with_password, second_factor):
    knock(client, "minh")
    enrol(client)
    codes = re.findall(r"<code>(\d{8})</code>", text(client.get("/accounts/2fa/recovery-codes/")))
    first, second = Client(), Client()
    for one in (first, second):
        knock(one, "minh")
        one.post("/accounts/2fa/authenticate/", {"code": codes[0]})

    assert len(codes) == 10
    assert first.get("/").status_code == 200
    assert second.get("/")["Location"].startswith(SIGN_IN)


def test_codes_cannot_be_guessed_for_long(client, with_password, second_factor):
    knock(client, "minh")
    enrol(client)
    later = Client()
    knock(later, "minh")
    for number in range(5):
        later.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})

    said = text(later.post("/accounts/2fa/authenticate/", {"code": "000009"}))

    assert "15 phút" in said


def test_who_signs_cannot_switch_it_off(client, with_password, second_factor, minh):
    knock(client, "minh")
    enrol(client)

    client.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(user=minh, type="totp").exists()


def test_an_administrator_takes_back_what_was_lost_with_a_reason(
    client, with_password, second_factor, minh, hoa, tay_ninh
):
    knock(client, "minh")
    enrol(client)
    Grant.objects.create(user=hoa, role="administrator", unit=tay_ninh, valid=EVER)

    assert take_back_second_factor(actor=hoa, user_id=minh.pk, reason="Mất máy", now=NOW)

    assert client.get("/")["Location"].startswith(SIGN_IN)
    told = Event.objects.get(name="accounts.second_factor.removed")
    assert (told.actor, told.data) == (hoa.ref, {"reason": "Mất máy"})
    assert not take_back_second_factor(actor=hoa, user_id=minh.pk, reason="", now=NOW)


def test_nobody_takes_back_their_own_nor_a_strangers(with_password, minh, hoa, tay_ninh):
    Grant.objects.create(user=minh, role="administrator", unit=tay_ninh, valid=EVER)

    for actor in (minh, hoa):
        with pytest.raises(PermissionDenied):
            take_back_second_factor(actor=actor, user_id=minh.pk, reason="", now=NOW)


def test_the_command_takes_back_and_knows_no_stranger(with_password, minh, capsys):
    call_command("second_factor", "take_back", "minh", "--reason", "Mất máy")

    assert capsys.readouterr().out == "there was none\n"
    with pytest.raises(CommandError, match="nobody"):
        call_command("second_factor", "take_back", "nobody", "--reason", "x")
