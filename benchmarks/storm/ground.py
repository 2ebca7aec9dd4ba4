"""Bãi thử: the folder of the storm, what day it is there, and the settings of its node."""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from nhip.config.postgres import RUNNER, Server
from nhip.core.clock import HANOI

RECEIVER, RECEIVER_NAME = "G22", "Văn phòng Chính phủ"
DAY = dt.date(2025, 8, 15)
FOUNDED_AT = dt.datetime(2025, 8, 15, 8, 0, tzinfo=HANOI)
SIGNED_AT = dt.datetime(2025, 8, 15, 15, 30, tzinfo=HANOI)
WRITTEN_AT = dt.datetime(2025, 8, 15, 15, 45, tzinfo=HANOI)  # the envelopes: then the axis waited
DUE_AT = dt.datetime(2025, 8, 15, 17, 0, tzinfo=HANOI)
DAILY, QUARTERLY = "YT.DICH.XA", "VPCP.KSTT.XA"
PERIOD = "D:2025-08-14"
BOARD = f"/command-centre/?regime={DAILY}&period={PERIOD}"
FORM = "dich-ngay"
TEMPLATE, NODE = "storm_template", "storm_node"


@dataclass(frozen=True)
class Ground:
    """Bãi thử: everything of the storm lies in one folder, which may be thrown away."""

    folder: Path

    @property
    def server(self) -> Server:
        """Return the PostgreSQL of the storm, which syncs as a node's own does."""
        return Server(self.folder / "pg")

    @property
    def state(self) -> Path:
        """Return where the node keeps files, keys and secrets."""
        return self.folder / "node"

    @property
    def pki(self) -> Path:
        """Return the authorities of the storm's country."""
        return self.folder / "pki"

    @property
    def clock(self) -> Path:
        """Return the clock of the storm's country."""
        return self.folder / "clock.json"

    @property
    def units(self) -> Path:
        """Return the list of those who report; it is written when the founding has ended."""
        return self.folder / "units.json"

    @property
    def logs(self) -> Path:
        """Return where the processes of the node write."""
        return self.folder / "logs"

    def key_of(self, code: str) -> Path:
        """Return where the transport key of a commune lies, which its own node would hold."""
        return self.folder / "senders" / f"{code}.pem"

    def envelope_of(self, code: str) -> Path:
        """Return where the envelope of a commune's report lies."""
        return self.folder / "envelopes" / f"{code}.xml"

    def environment(self, database: str, *, role: str = RUNNER, **more: str) -> dict[str, str]:
        """Return the settings of the node."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "nhip.config.settings",
            "NHIP_STATE": str(self.state),
            "NHIP_STATIC": str(self.folder / "static"),
            "NHIP_DATABASE_URL": self.server.url(database, role=role),
            "NHIP_DATABASE_POOL": "8",
            "NHIP_NODE": "storm",
            "NHIP_NODE_TITLE": RECEIVER_NAME,
            "NHIP_AGENCIES": RECEIVER,
            "NHIP_HUB": "",
            "NHIP_DEMO": str(self.folder),
            "NHIP_CLOCK": str(self.clock),
            "NHIP_TSA_URL": "",
            "NHIP_RETRY_SCALE": "1",
            **more,
        }
