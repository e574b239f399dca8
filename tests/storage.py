"""Where the tests' own installation keeps what it stored: as files of this machine."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from hiring.lib.storage.local import LocalFiles


def path_of(digest: str) -> Path:
    """Return the file that holds the bytes of a digest."""
    return LocalFiles(folder=Path(settings.STORAGE_DIR)).path_of(digest)
