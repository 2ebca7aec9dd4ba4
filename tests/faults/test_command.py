"""``nhip fault``: by hand, and only where nothing is real."""

import pytest
from django.core.management import CommandError, call_command

from nhip.config import environment
from nhip.config.faults.points import POINTS
from nhip.core.faults import fault_point


def test_faults_are_refused_in_service(settings):
    settings.DEBUG, settings.NHIP_DEMO = False, ""

    with pytest.raises(CommandError):
        call_command("fault", "arm", POINTS[0].name)


def test_in_service_no_folder_of_faults_is_looked_at(monkeypatch, tmp_path):
    monkeypatch.setenv("NHIP_FAULTS", str(tmp_path))
    monkeypatch.delenv("NHIP_DEBUG", raising=False)
    monkeypatch.delenv("NHIP_DEMO", raising=False)
    assert environment.faults("NHIP_FAULTS") is None

    monkeypatch.setenv("NHIP_DEMO", "somewhere")
    assert environment.faults("NHIP_FAULTS") == tmp_path


def test_a_point_that_is_not_armed_does_nothing(settings, tmp_path):
    for folder in (None, tmp_path):
        settings.NHIP_FAULTS = folder
        fault_point(POINTS[0].name)


def test_a_point_is_armed_by_hand(settings, tmp_path):
    settings.DEBUG, settings.NHIP_FAULTS = True, tmp_path

    call_command("fault", "arm", POINTS[0].name)

    assert [path.name for path in tmp_path.iterdir()] == [POINTS[0].name]


def test_the_points_are_listed(settings, capsys):
    settings.DEBUG = True

    call_command("fault", "points")

    assert [line[0] for line in capsys.readouterr().out.splitlines()] == list("123456")
