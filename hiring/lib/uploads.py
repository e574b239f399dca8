"""An upload that is too large is read to its end, so that its sender hears why, and not stored beyond the limit."""

from __future__ import annotations

import io
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from hiring.lib.storage import too_large


class Unkept(io.BytesIO):
    """Stands for bytes that were too many to keep; whoever reads them is refused."""

    def read(self, size: int | None = -1, /) -> NoReturn:
        """Refuse."""
        raise too_large(settings.BUNDLE_MAX_BYTES)


class LimitedUpload(FileUploadHandler):
    """Stands before the handlers that store: passes on as much of a file as the limit allows, and no more."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count a chunk, and pass it on while there is room."""
        self.received = start + len(raw_data)
        return raw_data if self.received <= settings.BUNDLE_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Leave the file to the handlers that stored it, or answer with one that can't be read."""
        if self.received <= settings.BUNDLE_MAX_BYTES:
            return None
        return UploadedFile(Unkept(), name=self.file_name, content_type=self.content_type, size=self.received)
