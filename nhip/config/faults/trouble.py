"""Gây lỗi: faults drawn by lot, the same ones for the same seed."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from nhip.config.faults.machines import Machines
from nhip.config.faults.points import HUB, POINTS, RECEIVER, SENDER, WEB, WORKER
from nhip.config.faults.wire import Wires
from nhip.core.faults import arm, disarm

CUT_SECONDS = (0.1, 1.0)
SLOW_SECONDS = (0.02, 0.2)
NODES = (HUB, SENDER, RECEIVER)
WEIGHTS = {
    "cut": 4,
    "slowed": 3,
    "said twice": 6,
    "answer lost": 6,
    "killed web": 2,
    "killed worker": 2,
    "killed at a point": 4,
    "killed postgres": 1,
}


@dataclass
class Trouble:
    """Kẻ gây lỗi: draws what breaks next, breaks it, and keeps count."""

    machines: Machines
    wires: Wires
    draw: random.Random
    most: int
    kinds: tuple[str, ...] = tuple(WEIGHTS)
    done: Counter[str] = field(default_factory=Counter)
    _ending: threading.Event = field(default_factory=threading.Event)

    def go_on(self, *, pause: float) -> None:
        """Break one thing after another, so many at most, until asked to end; mend the wires."""
        while self.done.total() < self.most:
            if self._ending.wait(self.draw.uniform(0.5, 1.5) * pause):
                break
            self.strike()
        for wire in self.wires.wires:
            wire.mend()
        for node in NODES:
            disarm(self.machines.field.armed_at(node))

    def end(self) -> None:
        """Break nothing any more."""
        self._ending.set()

    def strike(self) -> None:
        """Break what the lot says."""
        [kind] = self.draw.choices(self.kinds, [WEIGHTS[kind] for kind in self.kinds])
        self.done[kind] += 1
        strikes: dict[str, Callable[[], None]] = {
            "cut": self._cut,
            "slowed": self._slow,
            "said twice": self._say_twice,
            "answer lost": self._lose_an_answer,
            "killed web": lambda: self.machines.kill(self.draw.choice(NODES), WEB),
            "killed worker": lambda: self.machines.kill(self.draw.choice(NODES), WORKER),
            "killed at a point": self._arm,
            "killed postgres": self.machines.kill_postgres,
        }
        strikes[kind]()

    def _cut(self) -> None:
        wire = self.draw.choice(self.wires.wires)
        self.wires.cut(wire)
        self._ending.wait(self.draw.uniform(*CUT_SECONDS))
        wire.is_cut = False

    def _slow(self) -> None:
        wire = self.draw.choice(self.wires.wires)
        wire.delay = self.draw.uniform(*SLOW_SECONDS)
        self._ending.wait(1)
        wire.delay = 0.0

    def _say_twice(self) -> None:
        self.draw.choice(self.wires.wires).twice += 3

    def _lose_an_answer(self) -> None:
        self.draw.choice(self.wires.wires).swallowed += 1

    def _arm(self) -> None:
        point = self.draw.choice(POINTS)
        arm(point.name, self.machines.field.armed_at(point.node))
