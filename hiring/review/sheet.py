"""Everything the attempt page says, gathered once: what was handed in, what was found, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hiring.accounts.access import Member
from hiring.decisions.queries.attempts import (
    Handed,
    Identity,
    identity_of,
    may_be_decided,
    submissions_for_review,
    trail_for_review,
)
from hiring.decisions.queries.cohorts import is_alone
from hiring.decisions.queries.inbox import Inboxed
from hiring.lib.refused import Refused
from hiring.market.activity import Happening, Timeline, happenings, timeline
from hiring.market.faults import Replayed, replay
from hiring.market.following import Followed, follow
from hiring.review.clock import Clock, clock_of
from hiring.review.dealings import Dealings, dealings_of
from hiring.review.found import Found, found_in

MOST_STEPS = 200


@dataclass(frozen=True, kw_only=True)
class Trodden:
    """What the trail tells: sums, lanes of time, faults met, and the latest of its ``steps`` in words.

    ``timeline`` is None while nothing but the start has happened.
    """

    dealings: Dealings
    timeline: Timeline | None
    faults: Sequence[Replayed]
    happenings: Sequence[Happening]
    steps: int
    latest: int = MOST_STEPS


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One attempt on its page; ``shown`` is the submission that is read, ``trace`` what it was handed in with.

    ``identity`` is None while it is hidden, which nothing can do where the candidate is ``alone`` in the cohort.
    """

    attempt: Inboxed
    identity: Identity | None
    alone: bool
    submissions: Sequence[Handed]
    shown: Handed | None
    clock: Clock
    found: Found | None
    trail: Trodden
    trace: Followed | None

    @property
    def is_latest(self) -> bool:
        """Whether the submission that is read is the one that counts."""
        return self.shown is not None and self.shown.pk == self.attempt.submission_id

    @property
    def may_be_decided(self) -> bool:
        """Whether there is something to decide on: a report, or a bundle that we failed to grade."""
        return self.shown is not None and may_be_decided(self.shown)


def sheet_of(member: Member, attempt: Inboxed, number: str) -> Sheet:
    """Gather an attempt's page around the submission of that ``number``; what counts when the number is empty."""
    submissions = submissions_for_review(attempt)
    shown = choose(submissions, number or str(attempt.submission_number or ""))
    return Sheet(
        attempt=attempt,
        identity=identity_of(attempt),
        alone=is_alone(attempt),
        submissions=submissions,
        shown=shown,
        clock=clock_of(attempt, shown.received_at if shown else None),
        found=found_in(member, attempt, submissions, shown) if shown else None,
        trail=trodden(attempt),
        trace=follow(attempt=attempt.pk, trace_id=shown.trace_id) if shown else None,
    )


def choose(submissions: Sequence[Handed], number: str) -> Handed | None:
    """Return the submission of that number, or none for no number; refuse a number there is none of."""
    if not number:
        return None
    for submission in submissions:
        if str(submission.number) == number:
            return submission
    raise Refused("no_such_submission", "This attempt has no submission of that number.", status=404)


def trodden(attempt: Inboxed) -> Trodden:
    """Return what the trail of an attempt tells."""
    steps = trail_for_review(attempt)
    return Trodden(
        dealings=dealings_of(steps),
        timeline=timeline(steps),
        faults=replay(steps),
        happenings=happenings(steps[-MOST_STEPS:]),
        steps=len(steps),
    )
