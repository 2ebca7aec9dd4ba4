"""Trục dưới lỗi: whatever is killed or cut, what was sent is accepted once, in order, answered."""

import subprocess
import sys
import threading

import pytest

from nhip.config import postgres
from nhip.config.demo.processes import nhip_command
from nhip.config.faults import books, rehearsal
from nhip.config.faults.field import FIGURES
from nhip.config.faults.points import POINTS
from nhip.core.faults import arm
from tests.faults.conftest import PATIENCE

pytestmark = pytest.mark.xdist_group("faults")

SEED = 2021


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point.number}-{point.name}")
def test_a_process_killed_between_commit_and_receipt_loses_and_doubles_nothing(whole, point):
    armed = whole.field.armed_at(point.node) / point.name
    before = books.tally(whole.field).accepted

    arm(point.name, armed.parent)
    whole.write(3)
    whole.wait_until_settled(patience=PATIENCE)

    assert not armed.exists()
    assert books.tally(whole.field).accepted == before + 3


def test_sixty_letters_arrive_once_and_in_order_whatever_breaks(whole, capsys):
    before = books.tally(whole.field)

    result = rehearsal.rehearse(whole, count=60, seed=SEED, pause=0.4, pace=0.1)

    with capsys.disabled():
        sys.stdout.write(f"\n{result.faults} {result.restarts} {result.seconds} s\n")
    assert result.tally.wrong == ()
    assert result.tally.accepted == result.tally.receipts == result.tally.sent
    assert result.tally.acknowledged == before.acknowledged + 60
    assert sum(result.faults.values()) > 5


def test_postgres_killed_under_load_forgets_nothing_it_acknowledged(whole):
    before = whole.machines.restarts["postgres"]

    soon = threading.Timer(0.6, whole.machines.kill_postgres)
    soon.start()
    whole.write(20, pace=0.1)
    whole.wait_until_settled(patience=PATIENCE)

    found = books.tally(whole.field)
    assert whole.machines.restarts["postgres"] > before
    assert found.wrong == ()
    assert found.figures_stored == found.figures_acknowledged >= 20 * FIGURES
    assert [verified(whole.field, node.name) for node in whole.field.nodes] == [0, 0, 0]


def verified(field, node):
    """Return how the independent check of a node's log ends; 0 says that it is intact."""
    settings = field.environment(node, f"nhip_{node}", role=postgres.RUNNER, scale=1)
    command = [*nhip_command(), "events", "verify", "--patience", "600"]
    return subprocess.run(command, env=settings, check=False, capture_output=True).returncode
