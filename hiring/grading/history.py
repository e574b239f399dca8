"""What became of everything an attempt handed in, in one query, and how long grading usually takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from grader.render.standing import stands_on
from grader.report import parse_report
from grader.scoring import Score
from hiring.assessments.models import Attempt
from hiring.grading.models import GRADED, Report, Run
from hiring.submissions.models import Submission

LATELY = 20


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """One submission and where its latest run stands; ``score`` is that of the public report, which candidates see.

    ``stands_on`` says on which part of the points, and of all that were handed in one ``counts``.
    """

    id: UUID
    number: int
    received_at: datetime
    digest: str
    state: str
    cause: str
    score: Score | None
    stands_on: str
    counts: bool


def counting_first(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Order submissions of one attempt by what counts: the latest that was graded, or else the latest.

    What waits, or what we failed to grade, takes the place of nothing that was graded.
    """
    graded = Exists(Report.objects.filter(run__submission=OuterRef("pk")))
    return submissions.order_by(graded.desc(), "-number")


def handed_in(attempt: Attempt) -> list[HandedIn]:
    """Return everything an attempt handed in, latest first."""
    run = Run.objects.filter(submission=OuterRef("pk")).order_by("-created_at")
    report = Report.objects.filter(run__submission=OuterRef("pk")).order_by("-created_at")
    rows = counting_first(Submission.objects.filter(attempt=attempt)).annotate(
        run_state=Subquery(run.values("state")[:1]),
        run_cause=Subquery(run.values("cause")[:1]),
        public_report=Subquery(report.values("public")[:1]),
    )
    listed = [row_of(row, counts=place == 0) for place, row in enumerate(rows)]
    return sorted(listed, key=lambda row: -row.number)


def row_of(submission: Any, *, counts: bool) -> HandedIn:
    """Return a submission, read with where its latest run stands and its public report, as its list shows it."""
    report = parse_report(submission.public_report.encode()) if submission.public_report else None
    return HandedIn(
        id=submission.pk,
        number=submission.number,
        received_at=submission.received_at,
        digest=submission.digest,
        state=submission.run_state,
        cause=submission.run_cause,
        score=report.score if report else None,
        stands_on=stands_on(report) if report else "",
        counts=counts,
    )


def usual_time() -> timedelta | None:
    """Return how long a run lately took from its opening to its report, half of them less; None before any has."""
    ended = Run.objects.filter(state=GRADED, attempts=1, finished_at__isnull=False)
    took = (
        ended.annotate(took=F("finished_at") - F("created_at")).order_by("-finished_at").values_list("took", flat=True)
    )
    lately = list(took[:LATELY])
    return median(lately) if lately else None
