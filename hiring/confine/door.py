"""The one way in: run a command confined, in the best backend this machine has for what it handles."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from hiring.confine.backends import Errand, run
from hiring.confine.machine import Selftest, selftest
from hiring.confine.terms import Completed, Limits, What

HOUR = 3600


def confine(
    command: Sequence[str],
    *,
    readable: Mapping[str, Path],
    work_size: int,
    limits: Limits,
    stdin: bytes = b"",
    what: What = "code",
    meanwhile: Callable[[], None] = lambda: None,
    into: BinaryIO | None = None,
) -> Completed:
    """Run ``command`` where it can do no harm, and return how it ended.

    It starts in an empty folder of ``work_size`` bytes in which each of ``readable`` (place inside → path outside)
    can be read and not changed. ``what`` says whether hostile ``data`` or hostile ``code`` is handled: code runs only
    where nothing it tries gets out, data also in a limited child. ``meanwhile`` is called about every second; what it
    raises ends the command. Its standard output goes ``into`` a file as it comes, where one is given, and into memory
    otherwise. Raises NotConfined, with the reason and what would mend it, where this machine can't.
    """
    machine = what_holds_here()
    errand = Errand(
        command=command,
        readable=readable,
        work_size=work_size,
        limits=limits,
        stdin=stdin,
        meanwhile=meanwhile,
        into=into,
    )
    return run(errand, backend=machine.backend_for(what), place=machine.place)


def what_holds_here() -> Selftest:
    """Return the self-test of this process, at most an hour old."""
    return _of_the_hour(int(time.monotonic() // HOUR))


@lru_cache(maxsize=1)
def _of_the_hour(hour: int) -> Selftest:
    return selftest()
