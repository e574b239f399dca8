"""The one door for bundles, for pages and API alike: a submission, its run and its trail entry, or none of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.assessments.queries import brief_document, rubric_document
from hiring.grading.queries import quota_of
from hiring.grading.services import open_run
from hiring.grading.tasks import grade
from hiring.lib.doorbells import ring
from hiring.lib.refused import Refused
from hiring.lib.storage import Readable
from hiring.market.queries import trail_document, world_of
from hiring.market.services.trail import append_trail
from hiring.submissions.intake import upload_of
from hiring.submissions.models import Submission
from hiring.submissions.services import GateInputs, receive
from hiring.submissions.uploads import Joined, parts_of


def gate_inputs(attempt: Attempt) -> GateInputs:
    """Return the public inputs of an attempt's gate as they stand now."""
    trail = trail_document(attempt)  # first, so that the brief trusts whatever key it was signed with
    return GateInputs(brief=brief_document(attempt), rubric=rubric_document(attempt), trail=trail)


def submit_bundle(*, attempt: Attempt, by: Person, stream: Readable, began_at: datetime) -> Submission:
    """Hand in a bundle whose upload began at ``began_at``; the same bytes again are the same submission."""

    def along(submission: Submission) -> None:
        open_run(submission=submission)
        facts = {"submission": str(submission.pk), "digest": submission.digest}
        append_trail(world=world_of(attempt), kind="submission.received", facts=facts)
        transaction.on_commit(lambda: ring(grade))

    return receive(
        attempt=attempt,
        by=by,
        stream=stream,
        began_at=began_at,
        allowed=lambda: quota_of(attempt).allowed,
        inputs=lambda: gate_inputs(attempt),
        along=along,
    ).submission


def submit_upload(*, attempt: Attempt, by: Person, upload_id: UUID, digest: str) -> Submission:
    """Hand in the bundle that came in parts, if its bytes are those of ``digest``; done again, it is the same one.

    Whatever came of the same bytes before, the upload is over, and makes room for another.
    """
    earlier = attempt.submissions.filter(digest=digest).first()
    if earlier is not None:
        attempt.uploads.filter(pk=upload_id).delete()
        return earlier
    upload = upload_of(attempt, upload_id)
    if upload.received < upload.size:
        sentence = f"Only {upload.received:,} of {upload.size:,} bytes of this upload are here. Send the rest first."
        raise Refused("upload_incomplete", sentence, status=409)
    stream = Joined(parts_of(upload), digest=digest)
    submission = submit_bundle(attempt=attempt, by=by, stream=stream, began_at=upload.began_at)
    upload.delete()
    return submission
