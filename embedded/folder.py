"""A folder that one owner at a time may use."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType


class InUse(Exception):
    """Another process already runs on this folder."""


class OwnFolder:
    """Makes ``path`` if need be and holds it until closed or until we die; a second holder gets ``InUse``."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self._lock = os.open(path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise InUse(
                f"{path} is in use by another process: stop that one first, or choose another folder."
            ) from None

    def close(self) -> None:
        """Let another have it."""
        os.close(self._lock)

    def __enter__(self) -> OwnFolder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
