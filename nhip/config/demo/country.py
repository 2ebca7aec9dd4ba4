"""Đất nước trình diễn: which nodes there are, and what day it is there."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from nhip.core.clock import HANOI

STARTS_AT = dt.datetime(2021, 8, 15, 8, 0, tzinfo=HANOI)
REPORTED_DAY = dt.date(2021, 8, 14)
LAST_PROVINCE = "H53"  # Tây Ninh's report is the visitor's to send
PORTS = (8000, 8001, 8002)
LIVE_ABOVE = 10  # the live stream of a node has this port above that of its pages

Ports = tuple[int, int, int]


@dataclass(frozen=True)
class Place:
    """Nút trong nước trình diễn: one installation, the agencies it hosts, and its door."""

    name: str
    title: str
    agencies: tuple[str, ...]
    port: int
    live_port: int = 0

    @property
    def url(self) -> str:
        """Return the address of the node."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def live_url(self) -> str:
        """Return the address of the node's live stream."""
        return f"http://127.0.0.1:{self.live_port}/live/"

    @property
    def database(self) -> str:
        """Return the name of the node's database."""
        return f"nhip_{self.name}"


@dataclass(frozen=True)
class Country:
    """Nước trình diễn: three nodes that keep their state under one folder."""

    folder: Path
    government: Place
    ministries: Place
    provinces: Place

    @property
    def places(self) -> tuple[Place, Place, Place]:
        """Return the nodes, the hub first."""
        return (self.government, self.ministries, self.provinces)

    @property
    def ports(self) -> Ports:
        """Return the ports of the nodes, the hub's first."""
        return (self.government.port, self.ministries.port, self.provinces.port)

    @property
    def live_ports(self) -> Ports:
        """Return the ports of the live streams, the hub's first."""
        hub, ministries, provinces = self.places
        return (hub.live_port, ministries.live_port, provinces.live_port)

    @property
    def agencies(self) -> dict[str, Place]:
        """Return every agency by its code, with the node that hosts it."""
        return {code: place for place in self.places for code in place.agencies}

    @property
    def clock(self) -> Path:
        """Return the file with the country's one clock."""
        return self.folder / "clock.json"

    @property
    def last_moment(self) -> Path:
        """Return the file with the moment at which the country last stopped."""
        return self.folder / "moment"

    @property
    def static(self) -> Path:
        """Return the folder of the static files, which are the same for every node."""
        return self.folder / "static"

    @property
    def pki(self) -> Path:
        """Return the folder of the country's certificate authorities."""
        return self.folder / "pki"

    @property
    def trust(self) -> Path:
        """Return the folder with the roots that verifiers trust."""
        return self.pki / "trust"

    def state_of(self, place: Place) -> Path:
        """Return where a node keeps its files and keys."""
        return self.folder / place.name


def country(folder: Path, ports: Ports, live_ports: Ports | None = None) -> Country:
    """Return the demonstration's country at these ports."""
    live = live_ports or tuple(port + LIVE_ABOVE for port in ports)
    provinces = tuple(f"H{number:02d}" for number in range(1, 64))
    return Country(
        folder=folder,
        government=Place("government", "Văn phòng Chính phủ", ("G22",), ports[0], live[0]),
        ministries=Place(
            "ministries", "Bộ Y tế · Bộ Kế hoạch và Đầu tư", ("G18", "G05"), ports[1], live[1]
        ),
        provinces=Place("provinces", "63 tỉnh, thành phố", provinces, ports[2], live[2]),
    )


def keep_ports(country: Country) -> None:
    """Write the ports down, so that the nodes know each other's doors."""
    country.folder.mkdir(parents=True, exist_ok=True)
    (country.folder / "ports.json").write_text(json.dumps(country.ports))


def kept_country(folder: Path) -> Country:
    """Return the country of a folder at the ports that were written down last."""
    first, second, third = json.loads((folder / "ports.json").read_text())
    return country(folder, (first, second, third))
