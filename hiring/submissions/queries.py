"""Reading submissions, each only for whoever may see it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.lib.rows import first_or_refuse
from hiring.submissions.models import Submission


def submissions_of(attempt: Attempt) -> QuerySet[Submission]:
    """Return an attempt's submissions, latest first."""
    return attempt.submissions.order_by("-number")


def submission_for_candidate(candidate: Person, submission_id: UUID) -> Submission:
    """Return one submission of the candidate's own attempts; refuse any other as if it didn't exist."""
    own = Submission.objects.filter(attempt__candidate=candidate, pk=submission_id)
    whole = own.select_related("attempt__invitation__cohort__version__assessment__organisation")
    return first_or_refuse(whole, "no_such_submission", "You have no submission at this address.")


def submission_of(attempt: Attempt, submission_id: UUID) -> Submission:
    """Return one submission of an attempt; refuse any other as if it didn't exist."""
    submissions = attempt.submissions.filter(pk=submission_id)
    return first_or_refuse(submissions, "no_such_submission", "This attempt has no such submission.")
