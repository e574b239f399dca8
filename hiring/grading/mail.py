"""The letter that says a report is there."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from hiring.grading.models import Run
from hiring.letters.intake import post_letter


def post_report_ready(run: Run) -> None:
    """Tell the candidate that their submission was graded, in the transaction that records it."""
    submission = run.submission
    attempt = submission.attempt
    assessment = attempt.invitation.cohort.version.assessment
    words = {
        "title": assessment.title,
        "organisation": assessment.organisation.name,
        "number": submission.number,
        "address": f"{settings.PUBLIC_URL}{reverse('portal:report', args=[submission.pk])}",
    }
    post_letter(kind="report_ready", subject=submission.pk, to=attempt.candidate.email, words=words)
