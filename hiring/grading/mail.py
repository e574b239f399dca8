"""The letter that says a report is there."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from hiring.grading.models import Run
from hiring.lib.letters import send_letter


def send_report_ready(run: Run) -> bool:
    """Tell the candidate that their submission was graded; say whether the letter left the house."""
    submission = run.submission
    attempt = submission.attempt
    assessment = attempt.invitation.cohort.version.assessment
    words = {
        "title": assessment.title,
        "organisation": assessment.organisation.name,
        "number": submission.number,
        "address": f"{settings.PUBLIC_URL}{reverse('portal:report', args=[submission.pk])}",
    }
    return send_letter("report_ready", words, to=attempt.candidate.email)
