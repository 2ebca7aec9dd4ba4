"""Bãi diễn tập: three nodes – a sender, the hub, a receiver – founded in a folder of their own.

Every node stands behind a wire: neighbours know the wire's address, so what happens on it
happens to everything that is said to that node.
"""

import os
import shutil
import socket
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nhip.config.demo.processes import nhip_command
from nhip.config.faults.points import HUB, RECEIVER, SENDER
from nhip.config.postgres import OWNER, RUNNER, Server

TEMPLATE = "nhip_template"
FIGURES = 5  # in each delivery
AGENCIES = {
    SENDER: {"H53": "Ủy ban nhân dân tỉnh Tây Ninh", "H01": "Ủy ban nhân dân tỉnh An Giang"},
    HUB: {"G22": "Văn phòng Chính phủ"},
    RECEIVER: {"G18": "Bộ Y tế", "G05": "Bộ Kế hoạch và Đầu tư"},
}


class FoundingFailed(Exception):
    """Không dựng được bãi diễn tập: the output of the command that failed says why."""


@dataclass(frozen=True)
class Node:
    """Nút diễn tập: its name, the port it listens on, and the door its neighbours know."""

    name: str
    port: int
    door: int

    @property
    def agencies(self) -> tuple[str, ...]:
        """Return the codes of the agencies that live here."""
        return tuple(AGENCIES[self.name])

    @property
    def database(self) -> str:
        """Return the name of the node's database."""
        return f"nhip_{self.name}"

    @property
    def address(self) -> str:
        """Return the address that the neighbours know."""
        return f"http://127.0.0.1:{self.door}"


@dataclass(frozen=True)
class Field:
    """Bãi diễn tập: the folder in which everything lies, and the nodes."""

    folder: Path
    nodes: tuple[Node, ...]

    @property
    def server(self) -> Server:
        """Return the PostgreSQL of all nodes, which forgets nothing it has acknowledged."""
        return Server(self.folder / "pg")

    @property
    def ledger(self) -> Path:
        """Return the file in which the writer notes what was acknowledged to it."""
        return self.folder / "ledger"

    @property
    def figures(self) -> Path:
        """Return the file in which the writer notes what figures were acknowledged."""
        return self.folder / "figures"

    def node(self, name: str) -> Node:
        """Return the node of that name."""
        return next(node for node in self.nodes if node.name == name)

    def state_of(self, name: str) -> Path:
        """Return where a node keeps files and keys."""
        return self.folder / name

    def armed_at(self, name: str) -> Path:
        """Return the folder in which the faults of a node are armed."""
        return self.folder / "faults" / name

    def environment(self, name: str, database: str, *, role: str, scale: float) -> dict[str, str]:
        """Return the settings of one node."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "nhip.config.settings",
            "NHIP_STATE": str(self.state_of(name)),
            "NHIP_STATIC": str(self.folder / "static"),
            "NHIP_DATABASE_URL": self.server.url(database, role=role),
            "NHIP_DATABASE_POOL": "8",
            "NHIP_NODE": name,
            "NHIP_AGENCIES": ",".join(AGENCIES.get(name, ())),
            "NHIP_HUB": "1" if name == HUB else "",
            "NHIP_HUB_URL": self.node(HUB).address,
            "NHIP_URL": next((one.address for one in self.nodes if one.name == name), ""),
            "NHIP_DEMO": str(self.folder),
            "NHIP_CLOCK": "",
            "NHIP_TSA_URL": "",
            "NHIP_RETRY_SCALE": str(scale),
            "NHIP_ARRIVALS_AT_ONCE": "8",  # faults decide what is put off, not a crowded door
            "NHIP_FAULTS": str(self.armed_at(name)),
        }

    def found(self) -> None:
        """Make tables, agencies and keys once, and a database of it for every node.

        The server must run. Raises FoundingFailed.
        """
        self.server.create_database(TEMPLATE)
        self._settle()
        for node in self.nodes:
            self.server.create_database(node.database, template=TEMPLATE)
            keys = self.state_of(node.name) / "keys"
            keys.mkdir(parents=True)
            for code in node.agencies:
                shutil.copy(self.folder / "pki" / f"{code}.pem", keys)

    def _settle(self) -> None:
        settings = self.environment("template", TEMPLATE, role=OWNER, scale=1)
        doors = [f"{code}={node.address}" for node in self.nodes for code in node.agencies]
        command = [*nhip_command(), "fault", "settle", "--role", RUNNER, *doors]
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
        if done.returncode:
            raise FoundingFailed(done.stdout + done.stderr)


def field_in(folder: Path) -> Field:
    """Return a field whose nodes listen where nobody else does now."""
    names = (HUB, SENDER, RECEIVER)
    ports = _free_ports(2 * len(names))
    nodes = (Node(name, ports.pop(), ports.pop()) for name in names)
    return Field(folder, tuple(nodes))


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
