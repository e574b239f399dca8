"""Where a demonstration keeps everything, its secrets, and the environment its processes get."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.folder import OwnFolder
from embedded.ports import LOOPBACK, answers, free_port

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".data" / "demo"
USUAL_PORT = 8000
DONE = "done"
SECRETS = ("SECRET_KEY", "PEPPER", "KEY_ENCRYPTION_SECRET")
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")


class PortTaken(Exception):
    """Somebody else listens on the port that was asked for."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One installation in one folder of this machine, served at one port of the loopback."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """The address of the product."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def logs(self) -> Path:
        """Where every process writes what it has to say."""
        return self.folder / "logs"

    def home_of(self, diligence: str) -> Path:
        """Return the folder of one candidate's own computer."""
        return self.folder / "candidates" / diligence

    def environment(self, *, database: str, broker: str) -> dict[str, str]:
        """Return the environment of the product's own processes."""
        return {
            **passed_on(),
            **self._secrets(),
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "PUBLIC_URL": self.address,
            "STORAGE_DIR": str(self.folder / "storage"),
            "METRICS_DIR": str(self.folder / "metrics"),
            "DEMO": "1",
        }

    def _secrets(self) -> dict[str, str]:
        """Return the installation's secrets, made on its first start and kept for the next."""
        path = self.folder / "secrets.json"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(json.dumps({name: secrets.token_urlsafe(32) for name in SECRETS}))
        kept: dict[str, str] = json.loads(path.read_text())
        return kept


def passed_on() -> dict[str, str]:
    """Return what every process gets of our own environment, and where it finds its code; no secret is in it."""
    given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**given, "PYTHONPATH": f"{ROOT}:{ROOT / 'starterkit'}", "PYTHONUNBUFFERED": "1"}


@contextmanager
def chosen_port(asked: int | None) -> Iterator[int]:
    """Hold the port that was asked for, or else the usual one, or else a free one, against other demonstrations.

    The web server shares a port with whoever asks, so that looking whether it is free is not enough.
    """
    with socket.socket(socket.AF_UNIX) as claim:
        wanted = [asked] if asked else [USUAL_PORT, free_port()]
        port = next((each for each in wanted if not answers(each) and _is_ours(each, claim)), None)
        if port is None:
            raise PortTaken(f"Port {wanted[0]} is taken: choose another with --port, or stop what listens there.")
        yield port


def _is_ours(port: int, claim: socket.socket) -> bool:
    """Claim a port by a name that the kernel gives to one process at a time, and takes back when it ends."""
    try:
        claim.bind(f"\0assay-demonstration-at-{port}")
    except OSError:
        return False
    return True


def forget(folder: OwnFolder) -> None:
    """Remove everything an earlier demonstration left in a folder that is ours."""
    for path in folder.path.iterdir():
        if path.name != "lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
