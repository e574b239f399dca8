"""One attempt as its reviewers read it: what was handed in, what was found, said and decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from grader.report import Report, parse_report, to_json
from hiring.accounts.models import Member
from hiring.accounts.names import called_by
from hiring.assessments.queries import names_in, refuse_own
from hiring.decisions.blindness import Mask
from hiring.decisions.models import Decision, Review
from hiring.decisions.queries.inbox import Inboxed, inbox_of
from hiring.grading.models import GRADED, Report as StoredReport, Run
from hiring.lib.leases import FAILED
from hiring.lib.refused import Refused
from hiring.market.models import TrailEntry
from hiring.submissions.models import Submission

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Graded(TypedDict):
    """What a submission's latest run came to."""

    run_state: str | None
    run_cause: str | None
    score: float | None
    score_low: float | None
    score_high: float | None


Handed: TypeAlias = "WithAnnotations[Submission, Graded]"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One entry of an attempt's trail."""

    sequence: int
    at: datetime
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A submission's report: the whole of it for its reviewers, and the public part that the candidate reads."""

    whole: Report
    public: Report


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whose attempt it is; known to reviewers once they have advanced or declined it."""

    name: str
    email: str


def attempt_for_review(member: Member, attempt_id: UUID) -> Inboxed:
    """Return one attempt of the member's organisation as the inbox knows it; refuse any other as if it didn't exist."""
    refuse_own(member, attempt_id)
    attempt: Inboxed | None = inbox_of(member).filter(pk=attempt_id).first()
    if attempt is None:
        raise Refused("no_such_attempt", "Your organisation has no attempt at this address.", status=404)
    return attempt


def submissions_for_review(attempt: Inboxed) -> list[Handed]:
    """Return everything an attempt handed in, latest first."""
    run = Run.objects.filter(submission=OuterRef("pk")).order_by("-created_at")
    report = StoredReport.objects.filter(run__submission=OuterRef("pk")).order_by("-created_at")
    return list(
        Submission.objects.filter(attempt=attempt.pk)
        .annotate(
            run_state=Subquery(run.values("state")[:1]),
            run_cause=Subquery(run.values("cause")[:1]),
            score=Subquery(report.values("score")[:1]),
            score_low=Subquery(report.values("score_low")[:1]),
            score_high=Subquery(report.values("score_high")[:1]),
        )
        .order_by("-number")
    )


def is_graded(submission: Handed) -> bool:
    """Say whether a submission's latest run ended with a report."""
    return submission.run_state == GRADED


def may_be_decided(submission: Handed) -> bool:
    """Say whether there is something to decide on: a report, or a bundle that we failed to grade."""
    return is_graded(submission) or submission.run_state == FAILED


def submission_for_review(attempt: Inboxed, number: int) -> Submission:
    """Return one submission of an attempt by its number; refuse a number it hasn't."""
    submission = Submission.objects.filter(attempt=attempt.pk, number=number).first()
    if submission is None:
        raise Refused("no_such_submission", "This attempt has no submission of that number.", status=404)
    return submission


def reports_for_review(attempt: Inboxed, submissions: Iterable[UUID]) -> dict[UUID, Reported]:
    """Return the latest report of each of these submissions that has one, blind while the attempt is."""
    found = StoredReport.objects.filter(run__submission__in=submissions).order_by("created_at")
    latest = {submission: texts for submission, *texts in found.values_list("run__submission", "body", "public")}
    reports = {submission: [parse_report(text.encode()) for text in texts] for submission, texts in latest.items()}
    if not attempt.revealed:
        mask = mask_of(attempt)
        reports = {submission: [mask.report(report) for report in pair] for submission, pair in reports.items()}
    return {submission: Reported(whole=whole, public=public) for submission, (whole, public) in reports.items()}


def report_document(attempt: Inboxed, submission_id: UUID) -> bytes:
    """Return the whole report as canonical JSON, blind while the attempt is; refuse while there is none."""
    reported = reports_for_review(attempt, [submission_id]).get(submission_id)
    if reported is None:
        raise Refused("not_graded", "This submission has no report yet.", status=404)
    return to_json(reported.whole)


def trail_for_review(attempt: Inboxed) -> list[Step]:
    """Return what an attempt did in its market, in order, blind while the attempt is."""
    mask = None if attempt.revealed else mask_of(attempt)
    return [
        Step(
            sequence=entry.sequence,
            at=entry.at,
            kind=entry.kind,
            facts=mask.data(entry.facts) if mask else entry.facts,
        )
        for entry in TrailEntry.objects.filter(world__attempt=attempt.pk).order_by("sequence")
    ]


def mask_of(attempt: Inboxed) -> Mask:
    """Return what strikes the candidate's address, and every name their organisation has for them, out of texts."""
    organisation = attempt.invitation.cohort.version.assessment.organisation
    return Mask(email=attempt.candidate.email, names=names_in(organisation, attempt.candidate))


def identity_of(attempt: Inboxed) -> Identity | None:
    """Return whose attempt it is, or None while that is hidden."""
    return Identity(name=attempt.invitation.name, email=attempt.candidate.email) if attempt.revealed else None


def decisions_of(attempt: Inboxed) -> QuerySet[Any]:
    """Return what was decided about an attempt, latest first, each with its ``decider``."""
    decider = called_by("attempt__invitation__cohort__version__assessment__organisation", "decided_by")
    decisions = Decision.objects.filter(attempt=attempt.pk).select_related("submission")
    return decisions.annotate(decider=decider).order_by("-created_at", "pk")


def reviews_of(submission_id: UUID) -> QuerySet[Any]:
    """Return the reviews of one submission, earliest first, each with its ``writer``."""
    writer = called_by("submission__attempt__invitation__cohort__version__assessment__organisation", "reviewer")
    return Review.objects.filter(submission=submission_id).annotate(writer=writer).order_by("created_at", "pk")
