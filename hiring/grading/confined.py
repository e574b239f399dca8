"""Running the gate on one submission, in confinement: files in, one JSON document out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack

import structlog
from django.conf import settings

from grader.errors import Unreadable
from grader.exits import Exit
from grader.report import parse_report
from hiring.confine import PYTHON, Completed, Limits, confine
from hiring.lib.storage import as_file
from hiring.submissions.models import Submission

MIB = 1024 * 1024
WORK_SIZE = 1024 * MIB
MEMORY = 2048 * MIB
ANSWERED = frozenset(Exit)
KILLED_FOR = {
    "wall": "it took longer than its time limit",
    "cpu": "it took more computing time than its limit",
    "memory": "it needed more memory than its limit",
    "output": "it wrote more than its limit",
}


LONGEST_TAIL = 2000

log = structlog.get_logger(__name__)


class GateFailed(Exception):
    """The gate gave no report; the message is a sentence that holds nothing of the bundle."""


def grade_confined(submission: Submission, *, hidden: Mapping[str, str], meanwhile: Callable[[], None]) -> bytes:
    """Run the gate on a submission with the inputs frozen beside it; return the whole report as canonical JSON.

    ``hidden`` has the digests in storage of what candidates don't see, by the gate's name for it; ``meanwhile`` is
    called about every second and may raise to end the run.
    """
    digests = {
        "brief": submission.brief_digest,
        "rubric": submission.rubric_digest,
        "trail": submission.trail_digest,
        **hidden,
    }
    ended = ask_gate(submission.digest, digests, meanwhile=meanwhile)
    try:
        refuse_failed(ended)
        refuse_unlike(ended.stdout, {"bundle": submission.digest, **digests})
    except GateFailed as problem:
        log.warning("no report", submission=str(submission.pk), problem=str(problem), said=tail_of(ended.stderr))
        raise
    return ended.stdout


def ask_gate(bundle: str, digests: Mapping[str, str], *, meanwhile: Callable[[], None]) -> Completed:
    """Run the gate as reviewers see it, on files named by their digests, and return how it ended."""
    options = [part for name in digests for part in (f"--{name.replace('_', '-')}", f"{name}.json")]
    command = [PYTHON, "-m", "grader", "check", "bundle.zip", *options, "--audience", "reviewers", "--format", "json"]
    named = {"bundle.zip": bundle, **{f"{name}.json": digest for name, digest in digests.items()}}
    seconds = settings.RUN_TIME_LIMIT
    limits = Limits(wall_seconds=seconds, cpu_seconds=seconds, memory=MEMORY)
    with ExitStack() as files:
        readable = {name: files.enter_context(as_file(digest)) for name, digest in named.items()}
        return confine(command, readable=readable, work_size=WORK_SIZE, limits=limits, what="data", meanwhile=meanwhile)


def refuse_unlike(body: bytes, digests: Mapping[str, str]) -> None:
    """Refuse what is not a report, and a report that is of anything but what we gave."""
    try:
        report = parse_report(body)
    except Unreadable as problem:
        raise GateFailed("The gate wrote something that is not a report.") from problem
    if any(report.inputs.get(name) != digest for name, digest in digests.items()):
        raise GateFailed("The gate wrote a report of other files than it was given.")


def refuse_failed(ended: Completed) -> None:
    """Refuse an ending that leaves no report to believe."""
    if ended.killed_by is not None:
        raise GateFailed(f"The gate was stopped because {KILLED_FOR[ended.killed_by]}.")
    if ended.exit_code not in ANSWERED or not ended.stdout:
        raise GateFailed(f"The gate ended with code {ended.exit_code} and no report.")


def tail_of(said: bytes) -> str:
    """Return the end of what a child said, on one line that can do nothing to a log or a terminal."""
    text = said[-2 * LONGEST_TAIL :].decode(errors="replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[-LONGEST_TAIL:]
