"""Runs commands as whole processes, in turns, and says what each took. Imports nothing heavy: a child's peak of memory
is never told as less than what its parent held when it was started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench.tools.turns import in_turns

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = sys.executable
KIB_PER_MIB = 1024

Commands = Mapping[str, Sequence[str | Path]]


@dataclass(frozen=True, kw_only=True)
class Took:
    """What one process took: seconds by the clock, seconds of processors, and its peak of memory."""

    seconds: float
    cpu_seconds: float
    peak_mib: float


class BenchmarkFailed(Exception):
    """A command that is measured ended otherwise than it should."""


def run_in_turns(commands: Commands, *, rounds: int) -> dict[str, list[Took]]:
    """Run every command once in each round."""
    return in_turns({name: partial(run, command) for name, command in commands.items()}, rounds=rounds)


def run(command: Sequence[str | Path]) -> Took:
    """Run a command to its end; 1 is how a check says that it found something, so it counts as well as 0."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    with process:
        if process.returncode not in (0, 1):
            said = process.stderr.read().decode() if process.stderr else ""
            raise BenchmarkFailed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said}")
    return Took(seconds=seconds, cpu_seconds=usage.ru_utime + usage.ru_stime, peak_mib=usage.ru_maxrss / KIB_PER_MIB)


def median_of(took: Sequence[Took]) -> Took:
    """Return the median of each figure."""
    return Took(
        seconds=median(one.seconds for one in took),
        cpu_seconds=median(one.cpu_seconds for one in took),
        peak_mib=median(one.peak_mib for one in took),
    )


def ratios_of(ours: Sequence[Took], theirs: Sequence[Took]) -> Took:
    """Return the median of the ratios of runs that stood beside each other."""
    pairs = list(zip(ours, theirs, strict=True))
    return Took(
        seconds=median(one.seconds / other.seconds for one, other in pairs),
        cpu_seconds=median(one.cpu_seconds / other.cpu_seconds for one, other in pairs),
        peak_mib=median(one.peak_mib / other.peak_mib for one, other in pairs),
    )
