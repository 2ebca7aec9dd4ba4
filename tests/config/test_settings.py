"""What the manual says of settings is what the settings read; an audit is never silent."""

import subprocess
import sys
from pathlib import Path

from scripts import audit, environment_reference

ROOT = Path(__file__).parents[2]


def test_the_reference_of_settings_is_current():
    assert environment_reference.document() == environment_reference.TARGET.read_text()


def test_every_setting_is_explained_and_every_word_is_about_a_setting():
    said = {name for group in environment_reference.GROUPS.values() for name in group}

    assert set(environment_reference.settings_read()) == said


def test_the_example_names_only_settings_there_are():
    lines = (ROOT / "deploy" / "nhip.env.example").read_text().splitlines()
    named = {line.partition("=")[0].removesuffix("_FILE") for line in lines if line[:5] == "NHIP_"}

    assert named <= set(environment_reference.settings_read())


def test_the_url_of_the_database_may_stand_in_a_file(tmp_path):
    file = tmp_path / "url"
    file.write_text("postgresql://nobody@127.0.0.1:1/nhip?connect_timeout=1\n")
    environment = {
        "PATH": "/usr/bin:/bin",
        "NHIP_STATE": str(tmp_path / "state"),
        "NHIP_DATABASE_URL_FILE": str(file),
        "NHIP_DATABASE_POOL": "0",
    }

    ended = subprocess.run(
        [sys.executable, "-m", "nhip.config.cli", "events", "verify"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode != 0
    assert not (tmp_path / "state" / "pg").exists()


def test_what_a_service_does_not_know_is_not_taken_for_safe(monkeypatch, capsys):
    report = {"dependencies": [{"name": "django", "skip_reason": "not found"}]}
    monkeypatch.setattr(audit, "asked", lambda service, lock: audit.read(report))

    assert audit.main() == audit.UNKNOWN
    assert "NOT AUDITED" in capsys.readouterr().out


def test_what_is_bad_is_named_with_what_mends_it(monkeypatch, capsys):
    fault = {"id": "PYSEC-0", "fix_versions": ["9.9"]}
    report = {"dependencies": [{"name": "django", "version": "1", "vulns": [fault]}]}
    monkeypatch.setattr(audit, "asked", lambda service, lock: audit.read(report))

    assert audit.main() == audit.UNSAFE
    assert "django 1: PYSEC-0, mended in ['9.9']" in capsys.readouterr().out
