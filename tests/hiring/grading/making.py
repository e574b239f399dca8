"""Runs for tests that need rows and no bundles."""

from __future__ import annotations

from django.utils import timezone

from grader.digests import digest_of
from hiring.assessments.models import Attempt
from hiring.grading.models import Run
from hiring.grading.services import open_run
from hiring.submissions.models import Submission


def make_run(attempt: Attempt, *, number: int = 1) -> Run:
    """Open the run of a submission whose files were never stored."""
    digest = digest_of(f"bundle {number} of {attempt.pk}".encode())
    submission = Submission.objects.create(
        attempt=attempt,
        number=number,
        digest=digest,
        size=1,
        received_at=timezone.now(),
        handed_in_by=attempt.candidate,
        brief_digest=digest,
        rubric_digest=digest,
        trail_digest=digest,
        receipt="",
    )
    return open_run(submission=submission)
