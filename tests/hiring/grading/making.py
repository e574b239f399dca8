"""Runs for tests: with a bundle handed in as a candidate does, or with a row and no bundle."""

from __future__ import annotations

import io
from pathlib import Path

from django.utils import timezone

from hiring.assessments.models import Attempt
from hiring.grading.intake import submit_bundle
from hiring.grading.models import Run
from hiring.grading.services import open_run
from hiring.lib.storage import put
from hiring.submissions.models import Submission
from tests.grader.factories import make_bundle, make_zip


def hand_in_bundle(attempt: Attempt, folder: Path, *, number: int = 1) -> Run:
    """Hand in a whole bundle, another one for every ``number``, and return its run, which waits."""
    answers = f"## left-out\nNothing, at try {number}.\n".encode()
    bundle = make_zip(make_bundle(folder / f"bundle-{number}", files={"answers.md": answers}))
    return hand_in_bytes(attempt, bundle.read_bytes())


def hand_in_bytes(attempt: Attempt, data: bytes) -> Run:
    """Hand in ``data`` and return its run."""
    submission = submit_bundle(attempt=attempt, by=attempt.candidate, stream=io.BytesIO(data), began_at=timezone.now())
    return submission.runs.get()


def make_run(attempt: Attempt, *, number: int = 1) -> Run:
    """Open the run of a submission whose stored files are no bundle and no documents."""
    digest = put(f"bundle {number} of {attempt.pk}".encode(), most=1000).digest
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
