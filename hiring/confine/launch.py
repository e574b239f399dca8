"""What a backend hands over to be started and watched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A command, its whole environment, the folder it starts in and the open files it inherits.

    ``ran`` says, once it has ended by itself, whether that was what was asked for, and not the backend failing first.
    """

    command: list[str]
    environment: Mapping[str, str]
    folder: Path
    handles: Sequence[int] = ()
    ran: Callable[[], bool] = lambda: True


@contextmanager
def in_memory(content: bytes) -> Iterator[int]:
    """Hold an open file in memory with ``content``, to be read from its start by whoever inherits it."""
    handle = os.memfd_create("assay")
    try:
        with open(handle, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)
