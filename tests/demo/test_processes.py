"""A country that cannot start says so plainly, and leaves nothing running."""

import socket

import pytest

from nhip.config.demo import running
from nhip.config.demo.country import country
from nhip.config.demo.processes import PortTaken, free_ports, require_free_ports
from tests.demo.programs import nhip


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_the_way_out(taken, tmp_path):
    one, two, _three = free_ports()

    with pytest.raises(PortTaken) as refused:
        require_free_ports(country(tmp_path, (one, two, taken)))

    assert str(taken) in str(refused.value)
    assert "--ports" in str(refused.value)


def test_the_command_says_so_and_ends_with_1(taken, tmp_path):
    one, two, _three = free_ports()
    folder, ports = str(tmp_path / "demo"), f"{taken},{one},{two}"

    ended = nhip("demo", "--folder", folder, "--ports", ports, temporary=tmp_path)

    assert ended.returncode == 1
    assert str(taken) in ended.stderr


def test_two_programs_do_not_run_the_same_country(land):
    with running.alone(land), pytest.raises(running.AlreadyRunning):
        running.remove(land)


def test_a_port_wanted_twice_is_named(tmp_path):
    one, two, three = free_ports()

    with pytest.raises(PortTaken) as refused:
        require_free_ports(country(tmp_path, (one, two, three), (three, 1, 2)))

    assert str(three) in str(refused.value)
    assert "--live-ports" in str(refused.value)
