"""What was found in one submission: for its reviewers, for its candidate, beside its cohort and the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.report import Blame, Outcome, Status
from hiring.accounts.access import Member
from hiring.decisions.queries.attempts import Handed, is_graded, reports_for_review
from hiring.decisions.queries.cohorts import cohort_figures
from hiring.decisions.queries.inbox import Inboxed
from hiring.grading.changes import Changes, changes_since
from hiring.grading.reading import Reading, read
from hiring.review.standing import Compared, compare, counts_of, tally

CLAIMS = "QUA019"
ORIGIN = ("PRV003", "PRV004", "PRV007")


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Whether the sample bears out what the manifest claims of itself: the check's own sentence, and a word for it."""

    said: str
    word: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a report says, alone and beside the cohort; ``counts`` is empty where there are too few to compare with.

    ``candidate`` is the part of it that the candidate reads, ``changes`` are those since the submission graded before.
    ``tally`` says how the checks ended that cost nothing. ``doubts`` are what speaks against the bundle's own origin:
    evidence of it that is another attempt's, or no evidence at all.
    """

    reading: Reading
    candidate: Reading
    changes: Changes | None
    compared: Sequence[Compared]
    counts: Sequence[int]
    cohort_size: int
    claims: Claims | None
    doubts: Sequence[str]
    tally: str


def found_in(member: Member, attempt: Inboxed, submissions: Sequence[Handed], shown: Handed) -> Found | None:
    """Return what was found in one of an attempt's ``submissions``, latest first; None while it has no report."""
    before = next((one for one in submissions if one.number < shown.number and is_graded(one)), None)
    reports = reports_for_review(attempt, [one.pk for one in (shown, before) if one])
    if shown.pk not in reports:
        return None
    report = reports[shown.pk].whole
    reading = read(report)
    cohort = cohort_figures(member, attempt)
    return Found(
        reading=reading,
        candidate=read(reports[shown.pk].public),
        changes=changes_since(before.number, read(reports[before.pk].whole), reading) if before else None,
        compared=compare(reading, cohort),
        counts=counts_of(cohort.scores) if cohort.enough else (),
        cohort_size=len(cohort.scores),
        claims=next((claims_in(one) for one in report.outcomes if one.code == CLAIMS and one.summary), None),
        doubts=[one.summary or one.cause for one in report.outcomes if one.code in ORIGIN and speaks_against(one)],
        tally=tally(reading.rest),
    )


def speaks_against(outcome: Outcome) -> bool:
    """Say whether a check found nothing right at all, or was kept by the bundle from looking."""
    return (outcome.status is Status.FAILED and outcome.measure == 0) or outcome.blame is Blame.BUNDLE


def claims_in(outcome: Outcome) -> Claims:
    """Return what came of checking the manifest's claims."""
    if outcome.measure == 1:
        return Claims(said=outcome.summary, word="not contradicted", tone="good")
    if outcome.status is Status.PASSED:
        return Claims(said=outcome.summary, word="claims a little too much", tone="warn")
    return Claims(said=outcome.summary, word="claims too much", tone="bad")
