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

from hiring.confine import runtime
from hiring.confine.backends import Backend, Errand, run
from hiring.confine.cgroup import Place, find_place, remove_left_over
from hiring.confine.terms import MIB, Completed, Limits, NotConfined, What

PROBE = Path(__file__).with_name("probe.py")
LIMITS = Limits(wall_seconds=10, cpu_seconds=10, memory=192 * MIB, processes=16)
MORE_THAN_HALF = 128 * MIB
TOO_MANY = 40
PATIENCE_SECONDS = 1.0

FORBIDDEN_FIX = (
    "The kernel or the container forbids namespaces. Run the worker as root with CAP_SYS_ADMIN, or allow user"
    " namespaces: sysctl kernel.unprivileged_userns_clone=1; on Ubuntu 24.04 an AppArmor profile for bwrap; under"
    " Docker a seccomp profile that permits them. Nobody can make them inside a chroot."
)
SUMS_FIX = (
    "No control group can be written, so memory is bounded for each process and not for their sum. Run the worker as"
    " root, or delegate it a group with the memory and pids controllers (systemd: Delegate=yes)."
)


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
    if place:
        remove_left_over(place)
    return Selftest(verdicts=(_judge_bubblewrap(place), _judge_limited(place)), place=place)


def _judge_bubblewrap(place: Place | None) -> Verdict:
    try:
        first = _ask("bubblewrap", place, "outside", str(PROBE))
    except NotConfined as error:
        return _unusable("bubblewrap", str(error))
    if b"started" not in first.stdout:
        return _unusable("bubblewrap", _complaint(first))
    probes = tuple(_probes(place))
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
    tried = _ask("limited", place, "outside", str(PROBE))
    return Verdict(
        backend="limited",
        data=b"started" in tried.stdout,
        code=False,
        reason="A limited child shares this machine's files and network, so it never runs code.",
        probes=(),
    )


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
            yield Probe(question=question, prevented=_prevented(completed) and not _alive(token))


def _ask(backend: Backend, place: Place | None, question: str, argument: str) -> Completed:
    command = (runtime.PYTHON, "-I", "-S", "probe.py", question, argument)
    errand = Errand(command=command, readable={"probe.py": PROBE}, work_size=MIB, limits=LIMITS)
    return run(errand, backend=backend, place=place)


def _prevented(completed: Completed) -> bool:
    return b"started" in completed.stdout and b"breached" not in completed.stdout


def _unusable(backend: Backend, reason: str) -> Verdict:
    return Verdict(backend=backend, data=False, code=False, reason=reason, probes=())


def _complaint(completed: Completed) -> str:
    said = completed.stderr.decode(errors="replace").strip().splitlines()
    return " ".join((said[-1] if said else f"It ended with {completed.exit_code} and no word.", FORBIDDEN_FIX))


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
