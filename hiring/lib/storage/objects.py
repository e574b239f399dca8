"""Bytes as objects of a bucket in an S3-compatible store; one that can't be asked is said to be away."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

import structlog
from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils import timezone

from hiring.lib.refused import Refused
from hiring.lib.storage.address import Bucket
from hiring.lib.storage.place import CHUNK, Download

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MIB = 1024 * 1024
FOLDER = "sha256/"
# One part of a large upload is in memory at a time; without threads of its own, for the caller has one already.
PARTS = TransferConfig(multipart_threshold=16 * MIB, multipart_chunksize=8 * MIB, use_threads=False)
NOT_THERE = frozenset({"NoSuchKey", "404"})
AWAY_SECONDS = 30

log = structlog.get_logger(__name__)


class ObjectStore:
    """The objects of one bucket, under the names that files have locally."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._store = _client(bucket, bucket.endpoint)
        self._public = _client(bucket, bucket.public)

    @contextmanager
    def taking_in(self) -> Iterator[BinaryIO]:
        """Hold a nameless file of this machine: its digest names the object, so it is whole before it is sent."""
        with TemporaryFile() as file:
            yield file

    def keep(self, file: BinaryIO, digest: str) -> None:
        """Send the file, a large one in parts; what breaks on the way is aborted and leaves nothing."""
        if self.exists(digest):
            return
        file.seek(0)
        with _asking():
            self._store.upload_fileobj(file, self._bucket.name, _key(digest), Config=PARTS)

    def open(self, digest: str, *, first: int) -> BinaryIO:
        """Open the object as a stream."""
        name, key = self._bucket.name, _key(digest)
        with _asking():
            # An object without a byte has no part that could be asked for.
            rest = {"Range": f"bytes={first}-"} if first else {}
            answer = self._store.get_object(Bucket=name, Key=key, **rest)  # type: ignore[arg-type]
        return io.BufferedReader(cast(io.RawIOBase, answer["Body"]), CHUNK)

    def exists(self, digest: str) -> bool:
        """Ask whether the object is there."""
        try:
            with _asking():
                self._store.head_object(Bucket=self._bucket.name, Key=_key(digest))
        except FileNotFoundError:
            return False
        return True

    @contextmanager
    def as_file(self, digest: str) -> Iterator[Path]:
        """Hold a copy of the object in a file of this machine."""
        with NamedTemporaryFile(prefix="assay-copy-") as copy:
            with _asking(), self.open(digest, first=0) as stream:
                shutil.copyfileobj(stream, copy, CHUNK)
            copy.flush()
            os.fchmod(copy.fileno(), 0o444)
            yield Path(copy.name)

    def address_of(self, digest: str, download: Download) -> str | None:
        """Return a presigned address of the object, good for this object, GET, and a while."""
        if self._bucket.delivery == "stream":
            return None
        return self._public.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket.name,
                "Key": _key(digest),
                "ResponseContentType": download.media_type,
                "ResponseContentDisposition": f'attachment; filename="{download.file_name}"',
                "ResponseCacheControl": "private, no-cache",
            },
            ExpiresIn=download.seconds,
        )

    def remove_unfinished(self, *, older_than: float) -> int:
        """Abort the uploads that were begun so long ago and never completed."""
        before = timezone.now() - timedelta(seconds=older_than)
        with _asking():
            pages = self._store.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._bucket.name, Prefix=FOLDER
            )
            begun = [upload for page in pages for upload in page.get("Uploads", ())]
            left = [upload for upload in begun if upload["Initiated"] <= before]
            for upload in left:
                self._store.abort_multipart_upload(
                    Bucket=self._bucket.name, Key=upload["Key"], UploadId=upload["UploadId"]
                )
        return len(left)


def _key(digest: str) -> str:
    name = digest.removeprefix("sha256:")
    return f"{FOLDER}{name[:2]}/{name[2:]}"


def _client(bucket: Bucket, endpoint: str | None) -> S3Client:
    """Return a client that signs by version 4, names the bucket in the path where the store is not Amazon's, and asks
    for no checksum that other stores don't know: what is sent is signed as a whole.
    """
    return Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=bucket.region,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "virtual", "payload_signing_enabled": True},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=3,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 3},
        ),
    )


@contextmanager
def _asking() -> Iterator[None]:
    """Raise FileNotFoundError for an object that is not there, and refuse while the store doesn't do what we ask."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in NOT_THERE:
            raise FileNotFoundError(errno.ENOENT, "No such object") from error
        raise _away(code) from error
    except BotoCoreError as error:
        raise _away(type(error).__name__) from error


def _away(problem: str) -> Refused:
    log.error("object store failed", problem=problem)
    return Refused(
        "storage_away",
        "The store that keeps our files does not answer now; nothing was kept. Try again in a minute.",
        status=503,
        retry_after=AWAY_SECONDS,
    )
