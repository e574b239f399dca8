"""Where a submission stands, in the words its candidate reads while it is graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from hiring.grading.history import HandedIn
from hiring.grading.queries import Progress
from hiring.lib.leases import FAILED, LEASED, QUEUED
from hiring.lib.templatetags.words import lasting, points

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


@dataclass(frozen=True, kw_only=True)
class News:
    """What a list of submissions says aloud of its latest; ``seen`` changes when any of them does.

    ``newer`` says what became of one that came after the one that counts.
    """

    sentence: str
    newer: str
    ended: bool
    seen: str


def tell_list(rows: Sequence[HandedIn]) -> News:
    """Return the news of a list of submissions, latest first."""
    return News(
        sentence=_news(rows[0]) if rows else "",
        newer=newer_words(rows),
        ended=not any(row.state in (QUEUED, LEASED) for row in rows),
        seen="-".join(row.state for row in rows),
    )


def newer_words(rows: Sequence[HandedIn]) -> str:
    """Say what became of a submission that came after the one that counts; nothing where none did."""
    if not rows or rows[0].counts:
        return ""
    if rows[0].state == FAILED:
        return f"Submission {rows[0].number} could not be graded, by our fault; it is given back."
    return "A newer one is being graded."


def _news(row: HandedIn) -> str:
    if row.state == FAILED:
        return f"Submission {row.number} could not be graded, by our fault; it is given back."
    if row.state in (QUEUED, LEASED):
        return f"Submission {row.number} is {'being graded' if row.state == LEASED else 'waiting'}."
    scored = f"scored {points(row.score.value)} of 100" if row.score else "not scored"
    return f"Submission {row.number} is graded: {scored}."


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
