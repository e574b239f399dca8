"""Bytes are stored whole under their digest, once, or not at all, wherever an installation keeps them."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from pytest_django import Settings

from embedded.ports import LOOPBACK, free_port
from hiring.lib import storage as kept
from hiring.lib.refused import Refused
from hiring.lib.storage import CHUNK, Download, address_of, as_file, exists, open_digest, put, remove_unfinished
from hiring.lib.storage.address import BadAddress, Bucket, read_address
from tests.fixtures.objects import BUCKET, Store

LIMIT = 1024 * 1024
MANY = 21 * 1024 * 1024 + 1
Names = Callable[[], list[str]]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Storage in an empty folder."""
    settings.STORAGE_DIR = tmp_path
    return tmp_path


@pytest.fixture(params=["files", "objects"])
def names(request: pytest.FixtureRequest) -> Names:
    """Storage in either place, and the names of all there is in it."""
    if request.param == "files":
        folder: Path = request.getfixturevalue("folder")
        return lambda: [str(path) for path in folder.rglob("*") if path.is_file()]
    store: Store = request.getfixturevalue("objects")
    return lambda: [*store.names, *store.unfinished]


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


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(st.lists(st.binary(min_size=1, max_size=400), max_size=8))
def test_whatever_is_put_in_pieces_is_read_back_whole(names: Names, pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    stored = put(Trickle(pieces), most=LIMIT)
    assert stored.digest == f"sha256:{hashlib.sha256(whole).hexdigest()}"
    assert stored.size == len(whole)
    with open_digest(stored.digest) as file:
        assert file.read() == whole
    with open_digest(stored.digest, first=len(whole) // 2) as file:
        assert file.read() == whole[len(whole) // 2 :]
    with as_file(stored.digest) as path:
        assert path.read_bytes() == whole


def test_the_same_bytes_are_kept_once(names: Names) -> None:
    assert put(b"rows", most=LIMIT) == put(io.BytesIO(b"rows"), most=LIMIT)
    assert len(names()) == 1


def test_what_is_stored_can_be_read_by_a_confined_child_and_changed_by_nobody(names: Names) -> None:
    with as_file(put(b"rows", most=LIMIT).digest) as path:
        assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_more_than_the_limit_is_refused_and_nothing_kept(names: Names) -> None:
    with pytest.raises(Refused, match="larger than 4 bytes"):
        put(b"hello", most=4)
    assert names() == []


def test_exactly_the_limit_is_stored(names: Names) -> None:
    assert put(b"hello", most=5).size == 5


def test_it_stops_reading_at_the_limit(folder: Path) -> None:
    stream = Trickle([bytes(CHUNK)] * 100)
    with pytest.raises(Refused):
        put(stream, most=CHUNK)
    assert len(stream.pieces) == 98


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_nothing_kept(names: Names, code: int) -> None:
    with pytest.raises(Refused, match="no room") as refusal:
        put(Trickle([b"half"], breaks=OSError(code, "full")), most=LIMIT)
    assert refusal.value.status == 507
    assert names() == []


def test_an_upload_that_breaks_leaves_nothing(names: Names) -> None:
    with pytest.raises(ConnectionError):
        put(Trickle([b"half"], breaks=ConnectionError("gone")), most=LIMIT)
    assert names() == []


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:../../etc/passwd", "md5:" + "0" * 64, "sha256:" + "A" * 64])
def test_only_a_digest_names_a_file(digest: str) -> None:
    with pytest.raises(ValueError, match="is not a digest"):
        open_digest(digest)


def test_what_was_never_stored_is_not_there(names: Names) -> None:
    assert not exists("sha256:" + "0" * 64)
    with pytest.raises(FileNotFoundError):
        open_digest("sha256:" + "0" * 64)


def test_what_dead_processes_left_is_removed_and_what_is_under_way_stays(folder: Path) -> None:
    left, under_way = folder / "unfinished" / "left", folder / "unfinished" / "under-way"
    left.parent.mkdir()
    left.write_bytes(b"half")
    under_way.write_bytes(b"half")
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))
    assert remove_unfinished(older_than=3600) == 1
    assert [path for path in folder.rglob("*") if path.is_file()] == [under_way]


def test_nobody_else_can_reach_a_file_of_this_machine(folder: Path) -> None:
    assert address_of(put(b"rows", most=LIMIT).digest, DOWNLOAD) is None


def test_a_large_object_is_sent_in_parts_and_comes_back_whole(objects: Store) -> None:
    whole = os.urandom(MANY)
    stored = put(whole, most=MANY)
    assert stored.digest == f"sha256:{hashlib.sha256(whole).hexdigest()}"
    [name] = objects.names
    assert objects.client.head_object(Bucket=BUCKET, Key=name)["ETag"].endswith('-3"')
    with open_digest(stored.digest, first=MANY - 10) as rest:
        assert rest.read() == whole[-10:]


def test_parts_whose_sending_breaks_are_aborted(objects: Store) -> None:
    sent: list[int] = []

    def break_after_one(params: dict[str, Any], **_: Any) -> None:
        sent.append(params["query_string"]["partNumber"])
        if len(sent) > 1:
            raise ConnectionError("gone")

    events = the_store()._store.meta.events
    events.register("before-call.s3.UploadPart", break_after_one)
    try:
        with pytest.raises(ConnectionError):
            put(bytes(MANY), most=MANY)
    finally:
        events.unregister("before-call.s3.UploadPart", break_after_one)
    assert sent == [1, 2]
    assert (objects.names, objects.unfinished) == ([], [])


def test_uploads_of_dead_processes_are_aborted_and_those_under_way_stay(objects: Store) -> None:
    objects.client.create_multipart_upload(Bucket=BUCKET, Key="sha256/ab/cd")
    assert remove_unfinished(older_than=3600) == 0
    assert objects.unfinished == ["sha256/ab/cd"]
    assert remove_unfinished(older_than=0) == 1
    assert objects.unfinished == []


def test_a_presigned_address_gives_this_object_by_name_and_in_parts_and_no_other(objects: Store) -> None:
    address = address_of(put(b"strike,bird\n1,goose\n", most=LIMIT).digest, DOWNLOAD)
    other = put(b"secret", most=LIMIT).digest.removeprefix("sha256:")
    assert address
    whole = httpx.get(address)
    assert whole.content == b"strike,bird\n1,goose\n"
    assert whole.headers["Content-Type"] == "text/csv"
    assert whole.headers["Content-Disposition"] == 'attachment; filename="strikes-1.csv"'
    rest = httpx.get(address, headers={"Range": "bytes=12-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.content) == (206, b"1,goose\n")
    path, _, proof = address.partition("?")
    assert httpx.get(f"{path[:-65]}{other[:2]}/{other[2:]}?{proof}").status_code == 403
    assert httpx.put(address, content=b"forged").status_code == 403
    assert httpx.get(path).status_code == 403


def test_a_store_that_is_away_is_said_and_nothing_is_kept(objects: Store, settings: Settings) -> None:
    settings.STORAGE_URL = f"s3://{BUCKET}?endpoint=http://{LOOPBACK}:{free_port()}"
    with pytest.raises(Refused, match="does not answer now; nothing was kept") as refusal:
        put(b"rows", most=LIMIT)
    assert (refusal.value.status, refusal.value.retry_after) == (503, 30)


def test_an_address_names_a_bucket_and_how_it_is_reached() -> None:
    assert read_address("s3://assay") == Bucket(name="assay")
    inside = "s3://assay?endpoint=http://objects:8333&public=https://objects.example/&region=eu-west-1&delivery=stream"
    assert read_address(inside) == Bucket(
        name="assay",
        endpoint="http://objects:8333",
        public="https://objects.example",
        region="eu-west-1",
        delivery="stream",
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("gs://assay", "no address of a bucket"),
        ("s3://", "no address of a bucket"),
        ("s3://Assay", "no address of a bucket"),
        ("s3://assay/folder", "no address of a bucket"),
        ("s3://[", "no address of a bucket"),
        ("s3://key:hidden@assay", "keys into the environment"),
        ("s3://assay?secret=hidden", "an option that does not exist"),
        ("s3://assay?endpoint=objects:8333", "as its endpoint no address"),
        ("s3://assay?endpoint=http://key:hidden@objects", "as its endpoint no address"),
        ("s3://assay?endpoint=http://[", "as its endpoint no address"),
        ("s3://assay?public=https://objects.example/folder", "as its public no address"),
        ("s3://assay?region=Mars!", "a region that is none"),
        ("s3://assay?delivery=pigeon", "a delivery that does not exist"),
    ],
)
def test_a_bad_address_is_refused_with_its_fault_and_nothing_of_it_is_repeated(address: str, said: str) -> None:
    with pytest.raises(BadAddress, match=said) as refusal:
        read_address(address)
    assert "hidden" not in str(refusal.value)


def the_store() -> Any:
    """Return the place that is in use."""
    return kept._place()


DOWNLOAD = Download(media_type="text/csv", file_name="strikes-1.csv", seconds=60)
