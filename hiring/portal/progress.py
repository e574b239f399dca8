"""Where a submission stands, in the words its candidate reads while it is graded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from hiring.grading.queries import Progress
from hiring.lib.leases import LEASED
from hiring.lib.templatetags.words import lasting

RECEIVED, WAITING, CHECKING, REPORT = "Received, receipt signed", "Waiting for a worker", "Checking", "Report written"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the road; ``state`` is done, now, next or stopped."""

    title: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A submission's progress in words; ``seen`` changes when, and only when, the words do."""

    heading: str
    sentence: str
    next_action: str
    stages: tuple[Stage, ...]
    waiting_seconds: int | None
    ended: bool
    graded: bool
    seen: str


def tell(progress: Progress, usual: timedelta | None) -> Told:
    """Return progress in words; ``usual`` is how long grading lately took."""
    heading, sentence, next_action = _words(progress, usual)
    return Told(
        heading=heading,
        sentence=sentence,
        next_action=next_action,
        stages=_stages(progress),
        waiting_seconds=None if progress.ended else _seconds_since(progress.waiting_since),
        ended=progress.ended,
        graded=progress.ended and not progress.failed,
        seen=f"{progress.state}-{progress.position}-{progress.attempts}",
    )


def _words(progress: Progress, usual: timedelta | None) -> tuple[str, str, str]:
    if progress.failed:
        return (
            "Our fault",
            f"This could not be graded. {progress.cause} The submission is given back to you, and your bundle is kept.",
            "We have been told. Hand in again whenever you like; the same file will do.",
        )
    if progress.ended:
        took = f" It took {lasting(progress.took)}." if progress.took else ""
        return "Graded", f"The report is ready.{took}", ""
    if progress.state == LEASED:
        return (
            "Grading",
            "A worker is reading and checking your bundle.",
            "If that worker stops, another takes over by itself. You can close this page.",
        )
    return _waiting(progress, usual)


def _waiting(progress: Progress, usual: timedelta | None) -> tuple[str, str, str]:
    place = "Next in the queue." if progress.position == 1 else f"Number {progress.position} in the queue."
    if progress.attempts:
        return (
            "Waiting to try again",
            f"{progress.cause} That was our side, and costs you nothing. {place}",
            f"Try {progress.attempts + 1} of {progress.most_attempts} starts by itself.",
        )
    estimate = f" Grading lately took about {lasting(usual)} from here." if usual else ""
    return "Waiting", f"{place}{estimate}", "The next free worker takes it by itself. You can close this page."


def _stages(progress: Progress) -> tuple[Stage, ...]:
    titles = (RECEIVED, WAITING, CHECKING, REPORT)
    if progress.failed:
        return (Stage(title=RECEIVED, state="done"), Stage(title=f"Tried {progress.attempts} times", state="stopped"))
    here = len(titles) if progress.ended else titles.index(CHECKING if progress.state == LEASED else WAITING)
    states = ["done" if place < here else "now" if place == here else "next" for place in range(len(titles))]
    return tuple(Stage(title=title, state=state) for title, state in zip(titles, states, strict=True))


def _seconds_since(moment: datetime) -> int:
    return max(0, int((timezone.now() - moment).total_seconds()))
