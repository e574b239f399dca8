"""Finds out what confinement does on this machine by trying to break out of it."""

from __future__ import annotations

import socket
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hiring.confine import cgroup, limited, runtime
from hiring.confine.backends import Backend, Errand, run
from hiring.confine.cgroup import Place, find_place
from hiring.confine.terms import MIB, Completed, Limits, NotConfined, What

PROBE = Path(__file__).with_name("probe.py")
LIMITS = Limits(wall_seconds=30, cpu_seconds=10, memory=192 * MIB, processes=16)
MORE_THAN_HALF = 128 * MIB
TOO_MANY = 40
PATIENCE_SECONDS = 1.0

FORBIDDEN_FIX = (
    "The kernel or the container forbids namespaces. Run the worker as root with CAP_SYS_ADMIN and CAP_NET_ADMIN, in a"
    " chroot only where its root is a mount of its own (mount --bind), or allow user namespaces:"
    " sysctl kernel.unprivileged_userns_clone=1; on Ubuntu 24.04 an AppArmor profile for bwrap; under Docker a seccomp"
    " profile that permits them."
)
SUMS_FIX = (
    "No control group can be written, so memory is bounded for each process and not for their sum. Run the worker as"
    " root, or delegate it a group with the memory and pids controllers (systemd: Delegate=yes)."
)
DATA_ONLY = "A limited child shares this machine's files and network, so it never runs code."


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One thing confinement must prevent, and whether it did."""

    question: str
    prevented: bool


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one backend is good for here; ``reason`` says why not for more, and what would mend it."""

    backend: Backend
    data: bool
    code: bool
    reason: str
    probes: tuple[Probe, ...]


@dataclass(frozen=True, kw_only=True)
class Selftest:
    """What this machine can confine: a verdict on every backend, the best first."""

    verdicts: tuple[Verdict, ...]
    place: Place | None

    def backend_for(self, what: What) -> Backend:
        """Return the best backend that holds ``what``, or raise NotConfined with every backend's reason."""
        for verdict in self.verdicts:
            if verdict.code if what == "code" else verdict.data:
                return verdict.backend
        reasons = " ".join(f"{verdict.backend}: {verdict.reason}" for verdict in self.verdicts)
        raise NotConfined(f"This machine can't confine {what}. {reasons}")


def selftest() -> Selftest:
    """Try every backend; takes about a third of a second."""
    place = find_place()
    limited.remove_left_over()
    if place:
        cgroup.remove_left_over(place)
    return Selftest(verdicts=(_judge_bubblewrap(place), _judge_limited(place)), place=place)


def _judge_bubblewrap(place: Place | None) -> Verdict:
    try:
        probes = tuple(_probes(place))
    except NotConfined as error:
        reason = f"{error} {FORBIDDEN_FIX}" if str(error).startswith("bwrap: ") else str(error)
        return Verdict(backend="bubblewrap", data=False, code=False, reason=reason, probes=())
    held = {probe.question for probe in probes if probe.prevented}
    breached = [probe.question for probe in probes if not probe.prevented]
    reason = f"Not prevented: {', '.join(breached)}." if breached else ""
    if "memory" in breached and place is None:
        reason = f"{reason} {SUMS_FIX}"
    return Verdict(
        backend="bubblewrap",
        data={"network", "outside", "survivor"} <= held,
        code=not breached,
        reason=reason,
        probes=probes,
    )


def _judge_limited(place: Place | None) -> Verdict:
    try:
        _ask("limited", place, "outside", str(PROBE))
    except NotConfined as error:
        return Verdict(backend="limited", data=False, code=False, reason=str(error), probes=())
    return Verdict(backend="limited", data=True, code=False, reason=DATA_ONLY, probes=())


def _probes(place: Place | None) -> Iterator[Probe]:
    with _open_door() as port, tempfile.NamedTemporaryFile() as outside:
        outside.write(b"anyone may read this")
        outside.flush()
        Path(outside.name).chmod(0o644)
        token = uuid.uuid4().hex
        for question, argument in (
            ("network", str(port)),
            ("outside", outside.name),
            ("memory", str(MORE_THAN_HALF)),
            ("processes", str(TOO_MANY)),
            ("survivor", token),
        ):
            completed = _ask("bubblewrap", place, question, argument)
            yield Probe(question=question, prevented=b"breached" not in completed.stdout and not _alive(token))


def _ask(backend: Backend, place: Place | None, question: str, argument: str) -> Completed:
    command = (runtime.PYTHON, "-I", "-S", "probe.py", question, argument)
    errand = Errand(command=command, readable={"probe.py": PROBE}, work_size=MIB, limits=LIMITS)
    completed = run(errand, backend=backend, place=place)
    if b"started" not in completed.stdout:
        raise NotConfined(f"The interpreter does not start inside: {completed.stderr[-400:].decode(errors='replace')}")
    return completed


def _alive(token: str) -> bool:
    """Say whether a process that was given ``token`` still runs, after the time it takes to die."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(token.encode() in _command_line(entry) for entry in Path("/proc").glob("[0-9]*")):
        if time.monotonic() > deadline:
            return True
        time.sleep(0.01)
    return False


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def _open_door() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door.getsockname()[1]
