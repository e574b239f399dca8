"""No more of an upload is stored than the limit, and its sender is told when it has ended."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory
from pytest_django import Settings

from hiring.lib.refused import Refused
from hiring.lib.uploads import LimitedUpload

LIMIT = 300_000


class Stored(TemporaryFileUploadHandler):
    """Counts what reaches the disk."""

    size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count a chunk."""
        self.size += len(raw_data)
        super().receive_data_chunk(raw_data, start)


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = LIMIT


def upload(data: bytes, stored: Stored) -> UploadedFile[bytes]:
    request = RequestFactory().post("/", {"bundle": SimpleUploadedFile("bundle.zip", data)})
    request.upload_handlers = [LimitedUpload(), stored]
    return request.FILES.getlist("bundle")[0]


def test_what_fits_is_stored_whole() -> None:
    assert upload(bytes(LIMIT), Stored()).read() == bytes(LIMIT)


def test_what_is_too_large_is_heard_out_and_refused_when_it_is_read() -> None:
    stored = Stored()
    received = upload(bytes(4 * LIMIT), stored)
    assert received.size == 4 * LIMIT
    assert 0 < stored.size <= LIMIT
    with pytest.raises(Refused, match="larger than 300,000 bytes"):
        received.read(4)
