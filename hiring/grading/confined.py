"""Running the gate on one submission, in confinement: files in, one JSON document out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings

from grader.errors import Unreadable
from grader.exits import Exit
from grader.report import parse_report
from hiring.confine import PYTHON, Completed, Limits, confine
from hiring.lib.storage import path_of
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


class GateFailed(Exception):
    """The gate gave no report; the message is a sentence that holds nothing of the bundle."""


def grade_confined(submission: Submission, *, answer_key: str | None, meanwhile: Callable[[], None]) -> bytes:
    """Run the gate on a submission with the inputs frozen beside it; return the whole report as canonical JSON.

    ``answer_key`` is a digest in storage; ``meanwhile`` is called about every second and may raise to end the run.
    """
    digests = {
        "brief": submission.brief_digest,
        "rubric": submission.rubric_digest,
        "trail": submission.trail_digest,
        **({"answer_key": answer_key} if answer_key else {}),
    }
    body = ask_gate(submission.digest, digests, meanwhile=meanwhile)
    refuse_unlike(body, {"bundle": submission.digest, **digests})
    return body


def ask_gate(bundle: str, digests: Mapping[str, str], *, meanwhile: Callable[[], None]) -> bytes:
    """Run the gate as reviewers see it, on files named by their digests, and return what it wrote."""
    options = [part for name in digests for part in (f"--{name.replace('_', '-')}", f"{name}.json")]
    command = [PYTHON, "-m", "grader", "check", "bundle.zip", *options, "--audience", "reviewers", "--format", "json"]
    readable = {"bundle.zip": path_of(bundle)} | {f"{name}.json": path_of(one) for name, one in digests.items()}
    seconds = settings.RUN_TIME_LIMIT
    limits = Limits(wall_seconds=seconds, cpu_seconds=seconds, memory=MEMORY)
    ended = confine(command, readable=readable, work_size=WORK_SIZE, limits=limits, what="data", meanwhile=meanwhile)
    refuse_failed(ended)
    return ended.stdout


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
    if ended.exit_code not in ANSWERED:
        raise GateFailed(f"The gate ended with code {ended.exit_code} and no report.")
