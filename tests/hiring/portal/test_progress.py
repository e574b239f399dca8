"""Where a submission stands is told in words: what is happening, what happens next by itself, whose fault it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from hiring.grading.queries import Progress
from hiring.portal.progress import tell

NOW = timezone.now()
WAITING = Progress(
    state="queued",
    position=3,
    waiting_since=NOW - timedelta(seconds=4),
    attempts=0,
    most_attempts=3,
    next_attempt_at=NOW,
    took=None,
    cause="",
)
AGAIN = replace(WAITING, position=1, attempts=1, cause="The worker that graded it stopped.")
TAKEN = replace(WAITING, state="leased", position=None, attempts=1)
GRADED = replace(TAKEN, state="graded", took=timedelta(seconds=3.8))
FAILED = replace(TAKEN, state="failed", attempts=3, cause="The disk was full.")


@pytest.mark.parametrize(
    ("progress", "heading", "sentence"),
    [
        (WAITING, "Waiting", "Number 3 in the queue. Grading lately took about 6.0 s from here."),
        (
            AGAIN,
            "Waiting to try again",
            "The worker that graded it stopped. That was our side, and costs you nothing. Next in the queue.",
        ),
        (TAKEN, "Grading", "A worker is reading and checking your bundle."),
        (GRADED, "Graded", "The report is ready. It took 3.8 s."),
        (
            FAILED,
            "Our fault",
            f"This could not be graded. {FAILED.cause} The submission is given back to you, and your bundle is kept.",
        ),
    ],
)
def test_each_state_has_its_words(progress: Progress, heading: str, sentence: str) -> None:
    told = tell(progress, timedelta(seconds=6))
    assert (told.heading, told.sentence) == (heading, sentence)


@pytest.mark.parametrize(
    ("progress", "states"),
    [
        (WAITING, ["done", "now", "next", "next"]),
        (TAKEN, ["done", "done", "now", "next"]),
        (GRADED, ["done", "done", "done", "done"]),
        (FAILED, ["done", "stopped"]),
    ],
)
def test_the_stages_show_how_far_it_is(progress: Progress, states: list[str]) -> None:
    assert [stage.state for stage in tell(progress, None).stages] == states


def test_the_words_change_exactly_when_what_was_seen_does() -> None:
    known = [WAITING, replace(WAITING, position=2), AGAIN, TAKEN, GRADED, FAILED]
    assert len({tell(one, None).seen for one in known}) == len(known)
    later = replace(WAITING, waiting_since=NOW - timedelta(minutes=5))
    assert tell(later, None).seen == tell(WAITING, None).seen


def test_age_is_told_while_it_waits_and_not_afterwards() -> None:
    assert (tell(WAITING, None).waiting_seconds or 0) >= 4
    assert tell(GRADED, None).waiting_seconds is None
