"""``nhip verify``: separate answers, an exit code for programs, and no database."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from nhip.signing.providers import bounded
from nhip.signing.queries import text_of
from nhip.signing.rules.verdicts import Reason
from tests.signing.papers import stamp


@pytest.fixture(autouse=True)
def no_sandbox_remains():
    yield
    bounded.end_sandbox()


def run(pdf: bytes, tmp_path, *options: str) -> tuple[int, str]:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(file), *options, stdout=out)
    return ended.value.code, out.getvalue()


def test_a_good_report_exits_0_and_answers_every_question(signers, signed, tmp_path):
    code, said = run(signed, tmp_path, "--trust", str(signers.authorities.trust))

    assert code == 0
    assert "Kết luận: đạt" in said
    for question in ["Toàn vẹn", "Phạm vi ký", "Thay đổi sau khi ký", "Thu hồi", "Thời gian ký"]:
        assert said.count(question) == 3
    assert "Dữ liệu kèm theo là dữ liệu đã ký: có" in said


def test_english_is_spoken_too(signers, signed, tmp_path):
    code, said = run(signed, tmp_path, "--trust", str(signers.authorities.trust), "--language=en")

    assert code == 0
    assert "Conclusion: good" in said


def test_a_changed_report_exits_1(signers, signed, tmp_path):
    forged = signed.replace(rb"(number\07505\057BC", rb"(number\07506\057BC")

    code, said = run(forged, tmp_path, "--trust", str(signers.authorities.trust))

    assert code == 1
    assert "không đạt" in said


def test_without_trust_the_command_exits_2(signed, tmp_path):
    code, said = run(signed, tmp_path)

    assert code == 2
    assert "không kiểm tra được" in said


def test_a_picture_of_a_signature_exits_1(signers, tmp_path):
    code, said = run(stamp("Đã ký"), tmp_path, "--trust", str(signers.authorities.trust))

    assert code == 1
    assert "Tệp không có chữ ký số." in said


def test_programs_read_json(signers, signed, tmp_path):
    code, said = run(signed, tmp_path, "--json", "--trust", str(signers.authorities.trust))

    verdict = json.loads(said)
    assert code == 0
    assert verdict["conclusion"] == "good"
    assert verdict["signatures"][0]["later_changes"] == "permitted"
    assert verdict["signatures"][0]["signer"] == "Nguyễn Văn Minh"


def test_a_file_that_is_not_there_exits_2(tmp_path):
    with pytest.raises(CommandError) as ended:
        call_command("verify", str(tmp_path / "nowhere.pdf"))

    assert ended.value.returncode == 2


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason):
    assert text_of(reason)
