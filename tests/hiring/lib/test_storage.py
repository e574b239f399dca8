"""Bytes are stored whole under their digest, once, or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from pytest_django import Settings

from hiring.lib.refused import Refused
from hiring.lib.storage import CHUNK, exists, open_digest, path_of, put, remove_unfinished

LIMIT = 1024 * 1024


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, settings: Settings) -> Path:
    settings.STORAGE_DIR = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class Trickle:
    """A stream that gives what it has in pieces of any size, and breaks at the end if told to."""

    def __init__(self, pieces: list[bytes], *, breaks: OSError | None = None) -> None:
        self.pieces = list(pieces)
        self.breaks = breaks

    def read(self, size: int, /) -> bytes:
        """Return the next piece."""
        if self.pieces:
            return self.pieces.pop(0)
        if self.breaks:
            raise self.breaks
        return b""


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=400), max_size=8))
def test_whatever_is_put_in_pieces_is_read_back_whole(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    stored = put(Trickle(pieces), most=LIMIT)
    assert stored.digest == f"sha256:{hashlib.sha256(whole).hexdigest()}"
    assert stored.size == len(whole)
    with open_digest(stored.digest) as file:
        assert file.read() == whole


def test_the_same_bytes_are_kept_once(storage: Path) -> None:
    assert put(b"rows", most=LIMIT) == put(io.BytesIO(b"rows"), most=LIMIT)
    assert len(files_in(storage)) == 1


def test_what_is_stored_can_be_read_by_a_confined_child_and_changed_by_nobody() -> None:
    path = path_of(put(b"rows", most=LIMIT).digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_more_than_the_limit_is_refused_and_nothing_kept(storage: Path) -> None:
    with pytest.raises(Refused, match="larger than 4 bytes"):
        put(b"hello", most=4)
    assert files_in(storage) == []


def test_exactly_the_limit_is_stored() -> None:
    assert put(b"hello", most=5).size == 5


def test_it_stops_reading_at_the_limit() -> None:
    stream = Trickle([bytes(CHUNK)] * 100)
    with pytest.raises(Refused):
        put(stream, most=CHUNK)
    assert len(stream.pieces) == 98


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_nothing_kept(code: int, storage: Path) -> None:
    with pytest.raises(Refused, match="no room") as refusal:
        put(Trickle([b"half"], breaks=OSError(code, "full")), most=LIMIT)
    assert refusal.value.status == 507
    assert files_in(storage) == []


def test_an_upload_that_breaks_leaves_nothing(storage: Path) -> None:
    with pytest.raises(ConnectionError):
        put(Trickle([b"half"], breaks=ConnectionError("gone")), most=LIMIT)
    assert files_in(storage) == []


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:../../etc/passwd", "md5:" + "0" * 64, "sha256:" + "A" * 64])
def test_only_a_digest_names_a_file(digest: str) -> None:
    with pytest.raises(ValueError, match="is not a digest"):
        path_of(digest)


def test_what_was_never_stored_is_not_there() -> None:
    assert not exists("sha256:" + "0" * 64)


def test_what_dead_processes_left_is_removed_and_what_is_under_way_stays(storage: Path) -> None:
    left, under_way = storage / "unfinished" / "left", storage / "unfinished" / "under-way"
    left.parent.mkdir()
    left.write_bytes(b"half")
    under_way.write_bytes(b"half")
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))
    assert remove_unfinished(older_than=3600) == 1
    assert files_in(storage) == [under_way]
