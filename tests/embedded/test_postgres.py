"""PostgreSQL from its wheel: it starts, keeps its data, survives a killed owner, and keeps strangers out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from embedded import binaries
from embedded.folder import InUse
from embedded.postgres import Postgres

OWNER = """
import sys, time
from pathlib import Path
from embedded.postgres import Postgres
with Postgres(Path(sys.argv[1])) as postgres:
    print(postgres.url, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the tests of this module use one after the other."""
    return tmp_path_factory.mktemp("postgres") / "data"


def test_it_starts_and_keeps_what_was_written(folder: Path) -> None:
    with Postgres(folder) as postgres:
        write(postgres.url)
    with Postgres(folder) as postgres:
        assert answer(postgres.url) == 42


def test_it_keeps_what_was_written_when_its_owner_is_killed(folder: Path) -> None:
    owner, url = owner_of(folder)
    write(url)
    owner.kill()
    owner.wait()
    with Postgres(folder) as postgres:
        assert answer(postgres.url) == 42


def test_it_ends_with_its_owner(folder: Path) -> None:
    owner, url = owner_of(folder)
    owner.kill()
    owner.wait()
    assert refuses_connections(url)


def test_it_starts_over_the_pid_file_of_a_killed_server(folder: Path) -> None:
    with Postgres(folder) as postgres:
        write(postgres.url)
        server = int((folder / "cluster" / "postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGKILL)
    stale = (folder / "cluster" / "postmaster.pid").read_text()
    (folder / "cluster" / "postmaster.pid").write_text(stale.replace(str(server), str(os.getpid()), 1))
    with Postgres(folder) as postgres:
        assert answer(postgres.url) == 42


def test_a_second_owner_is_refused_while_the_first_runs(folder: Path) -> None:
    with Postgres(folder), pytest.raises(InUse, match="in use by another process"), Postgres(folder):
        pass


def test_two_servers_run_side_by_side(folder: Path, tmp_path: Path) -> None:
    with Postgres(folder) as one, Postgres(tmp_path / "other", durable=False) as other:
        assert urlsplit(one.url).port != urlsplit(other.url).port


def test_nobody_connects_without_the_password(folder: Path) -> None:
    with Postgres(folder) as postgres:
        parts = urlsplit(postgres.url)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgres://assay:wrong@{parts.hostname}:{parts.port}/assay")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give its privileges up")
def test_root_s_server_runs_as_nobody_from_a_folder_that_nobody_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(binaries, "open_to_all", lambda folder: False)
    with Postgres(tmp_path / "data", durable=False) as postgres, psycopg.connect(postgres.url) as connection:
        assert Path(f"/proc/{connection.info.backend_pid}").owner() == "nobody"


def owner_of(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that holds a server, and the server's address."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, folder], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner.stdout as output:
        return owner, output.readline().strip()


def write(url: str) -> None:
    """Commit one value."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")


def answer(url: str) -> int:
    """The one value of the table."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def refuses_connections(url: str) -> bool:
    """Whether nobody answers at ``url`` any more, within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return True
        time.sleep(0.05)
    return False
