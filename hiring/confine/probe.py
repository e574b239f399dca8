"""Tries, from inside, what confinement must prevent; says "started", and "breached" if it could do it.

Run alone with the standard library: python probe.py QUESTION ARGUMENT
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path


def reaches_network(port: str) -> bool:
    """Reach a door that stands open on this machine's loopback."""
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", int(port))) == 0


def reads_outside(path: str) -> bool:
    """Read a file that anyone outside can read."""
    try:
        return bool(Path(path).read_bytes())
    except OSError:
        return False


def passes_memory_limit(size: str) -> bool:
    """Hold ``size`` bytes in each of two processes at once, which only together pass the limit."""
    heard, said = os.pipe()
    for _ in range(2):
        _in_child(lambda: _fill_and_say(int(size), said))
    os.close(said)
    return len(os.read(heard, 1) + os.read(heard, 1)) == 2


def passes_process_limit(count: str) -> bool:
    """Have ``count`` processes at once."""
    try:
        for _ in range(int(count)):
            _in_child(lambda: time.sleep(30))
    except OSError:
        return False
    return True


def leaves_survivor(token: str) -> bool:
    """Leave a process that is nobody's child, in a session of its own, holding our output open."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(30)
        os._exit(0)
    os.wait()
    return False


def _fill_and_say(size: int, said: int) -> None:
    filled = bytearray(size)
    os.write(said, b"1")
    os.close(said)
    time.sleep(30)
    del filled


def _in_child(work: Callable[[], object]) -> None:
    if os.fork() == 0:
        try:
            work()
        finally:
            os._exit(0)


QUESTIONS: Mapping[str, Callable[[str], bool]] = {
    "network": reaches_network,
    "outside": reads_outside,
    "memory": passes_memory_limit,
    "processes": passes_process_limit,
    "survivor": leaves_survivor,
}

if __name__ == "__main__":
    os.write(1, b"started\n")
    if QUESTIONS[sys.argv[1]](sys.argv[2]):
        os.write(1, b"breached\n")
