"""User ids that nobody else has: a confined command started by root runs under one of its own."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hiring.confine.terms import NotConfined

# What neither Debian nor systemd hands out below 65,536, where the ids of a container often end.
SLOTS = range(60_578, 61_184)
LOCKS = Path("/run/assay-slots")


@contextmanager
def own_user() -> Iterator[int | None]:
    """Hold a user id that no other confined command has meanwhile; None when we are not root and can't change ours."""
    if os.geteuid() != 0:
        yield None
        return
    try:
        LOCKS.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise NotConfined(f"{LOCKS} can't be made: {error.strerror}. Let root write to {LOCKS.parent}.") from error
    # Containers on one machine share its user ids but not our locks, and the kernel counts the processes of a user in
    # all of them. Were the ids tried in order, two containers at work would always share the first ones.
    for user in secrets.SystemRandom().sample(SLOTS, len(SLOTS)):
        with Path(LOCKS, str(user)).open("w") as lock:
            if _locked(lock):
                yield user
                return
    raise NotConfined(f"All {len(SLOTS)} places for confined commands are taken. Run fewer workers on this machine.")


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
