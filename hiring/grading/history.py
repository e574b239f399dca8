"""What became of everything an attempt handed in, in one query, and how long grading usually takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from grader.scoring import Score
from hiring.assessments.models import Attempt
from hiring.grading.models import GRADED, Report, Run
from hiring.submissions.models import Submission

LATELY = 20


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """One submission and where its latest run stands; ``score`` is that of the public report, which candidates see."""

    id: UUID
    number: int
    received_at: datetime
    digest: str
    state: str
    cause: str
    score: Score | None


def handed_in(attempt: Attempt) -> list[HandedIn]:
    """Return everything an attempt handed in, latest first."""
    run = Run.objects.filter(submission=OuterRef("pk")).order_by("-created_at")
    report = Report.objects.filter(run__submission=OuterRef("pk")).order_by("-created_at")
    rows = (
        Submission.objects.filter(attempt=attempt)
        .annotate(
            run_state=Subquery(run.values("state")[:1]),
            run_cause=Subquery(run.values("cause")[:1]),
            public_report=Subquery(report.values("public")[:1]),
        )
        .order_by("-number")
    )
    return [
        HandedIn(
            id=row.pk,
            number=row.number,
            received_at=row.received_at,
            digest=row.digest,
            state=row.run_state,
            cause=row.run_cause,
            score=score_in(row.public_report),
        )
        for row in rows
    ]


def score_in(report: str | None) -> Score | None:
    """Return the score of a stored report. Not the database's to read: its JSON knows no NUL, which a cell may hold."""
    score = json.loads(report)["score"] if report else None
    return Score(**score) if score else None


def usual_time() -> timedelta | None:
    """Return how long a run lately took from its opening to its report, half of them less; None before any has."""
    ended = Run.objects.filter(state=GRADED, attempts=1, finished_at__isnull=False)
    took = (
        ended.annotate(took=F("finished_at") - F("created_at")).order_by("-finished_at").values_list("took", flat=True)
    )
    lately = list(took[:LATELY])
    return median(lately) if lately else None
