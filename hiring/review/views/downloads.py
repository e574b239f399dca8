"""What members may take away: the bundle as it was handed in, and its whole report."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hiring.accounts.access import REVIEWERS, Member
from hiring.decisions.queries.attempts import attempt_for_review, report_document, submission_for_review
from hiring.decisions.services import open_bundle
from hiring.review.doors import for_members


@require_GET
@for_members(REVIEWERS)
def bundle(request: HttpRequest, member: Member, pk: UUID, number: int) -> FileResponse:
    """Hand out the bytes of a bundle as a file to keep, never to be shown by the browser."""
    attempt = attempt_for_review(member, pk)
    submission = submission_for_review(attempt, number)
    return FileResponse(
        open_bundle(submission=submission, by=member),
        as_attachment=True,
        filename=f"{attempt.pseudonym}-{number}.zip",
        content_type="application/zip",
    )


@require_GET
@for_members()
def report(request: HttpRequest, member: Member, pk: UUID, number: int) -> HttpResponse:
    """Hand out the whole report of a submission, as its reviewers may read it."""
    attempt = attempt_for_review(member, pk)
    submission = submission_for_review(attempt, number)
    name = f"{attempt.pseudonym}-{number}-report.json"
    return HttpResponse(
        report_document(attempt, submission.pk),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
