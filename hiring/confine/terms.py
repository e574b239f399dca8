"""What is asked of confinement and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

What = Literal["data", "code"]
KilledBy = Literal["wall", "cpu", "memory", "output"]

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a confined command may use: seconds, bytes, and numbers of processes and open files.

    ``memory`` and ``cpu_seconds`` bound the sum over everything the command starts where a control group can be used,
    and each process elsewhere. ``processes`` counts threads too. ``output`` bounds stdout and stderr, each; no
    command says more than 16 MiB on stderr.
    """

    wall_seconds: float
    cpu_seconds: int
    memory: int = 2048 * MIB
    processes: int = 64
    file_size: int = 1024 * MIB
    open_files: int = 256
    output: int = 16 * MIB


@dataclass(frozen=True, kw_only=True)
class Completed:
    """How a confined command ended.

    ``exit_code`` is 128 and the signal's number when a signal ended it; ``peak_memory`` is in bytes, None where
    nothing can tell; nothing the command says of itself has been believed.
    """

    exit_code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    peak_memory: int | None
    killed_by: KilledBy | None
    backend: str


class NotConfined(Exception):
    """This machine can't confine what was asked: the message says why not, and what would mend it."""
