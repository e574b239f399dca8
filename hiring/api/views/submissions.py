"""Handing in a bundle and reading what became of it: the same door as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_body
from hiring.api.parsers import StrictJsonParser
from hiring.api.serializers import submissions
from hiring.api.shapes import shown
from hiring.api.throttles import SubmitThrottle
from hiring.assessments.deadlines import deadline_of
from hiring.grading.intake import submit_bundle, submit_upload
from hiring.grading.queries import events_of, progress_of, public_score, quota_of, report_for
from hiring.lib.arrivals import arrival_of
from hiring.lib.refused import Refused
from hiring.submissions.queries import submission_of, submissions_of


class Submissions(MarketView):
    """The bundles of an attempt."""

    required_scopes = ("submissions:write",)
    parser_classes = (MultiPartParser, StrictJsonParser)
    throttle_kind = SubmitThrottle

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Note when the request began, before anything of it is read."""
        self.began_at = arrival_of(request)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(operation_id="list_submissions", tags=["submissions"], responses=submissions.SubmissionList)
    def get(self, request: Request) -> Response:
        """List what was handed in, latest first, and how many more may be."""
        attempt = self.world.attempt
        listed = {
            "submissions": [document_of(one) for one in submissions_of(attempt)],
            "left": quota_of(attempt).left,
            "deadline": deadline_of(attempt),
        }
        return Response(shown(submissions.SubmissionList, listed))

    @extend_schema(
        operation_id="submit_bundle",
        tags=["submissions"],
        request={
            "multipart/form-data": submissions.BundleUpload,
            "application/json": submissions.SentInParts,
        },
        responses={201: submissions.Submission},
    )
    def post(self, request: Request) -> Response:
        """Hand in a bundle, here or sent in parts before; the same bytes again are the same submission."""
        in_parts = request.content_type.startswith("application/json")
        said = read_body(request, submissions.SentInParts if in_parts else submissions.BundleUpload)
        attempt = self.world.attempt
        if in_parts:
            submission = submit_upload(
                attempt=attempt, by=attempt.candidate, upload_id=said["upload"], digest=said["digest"]
            )
        else:
            submission = submit_bundle(
                attempt=attempt, by=attempt.candidate, stream=said["bundle"], began_at=self.began_at
            )
        return Response(shown(submissions.Submission, document_of(submission)), status=201)


class Submission(MarketView):
    """One bundle of an attempt."""

    required_scopes = ("submissions:write",)

    @extend_schema(operation_id="read_submission", tags=["submissions"], responses=submissions.Submission)
    def get(self, request: Request, submission: UUID) -> Response:
        """Read where a submission stands: queued, leased, graded or failed."""
        found = submission_of(self.world.attempt, submission)
        return Response(shown(submissions.Submission, document_of(found)))


class SubmissionEvents(MarketView):
    """What became of one bundle, and when."""

    required_scopes = ("submissions:write",)

    @extend_schema(operation_id="list_submission_events", tags=["submissions"], responses=submissions.EventList)
    def get(self, request: Request, submission: UUID) -> Response:
        """List what happened to a submission, in order: received, queued, queued anew and why, graded or failed."""
        found = submission_of(self.world.attempt, submission)
        return Response(shown(submissions.EventList, {"events": events_of(found)}))


class SubmissionReport(MarketView):
    """The public report of one bundle."""

    required_scopes = ("submissions:write",)

    @extend_schema(
        operation_id="read_report",
        tags=["submissions"],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, submission: UUID) -> HttpResponse:
        """Read the report, byte for byte as `assay check` writes it with the same inputs."""
        report = report_for(submission_of(self.world.attempt, submission))
        if report is None:
            raise Refused("not_graded_yet", "There is no report yet. Ask for the submission's state.", status=404)
        return HttpResponse(report.public, content_type="application/json")


def document_of(submission: Any) -> dict[str, Any]:
    """Return a submission as the API writes it."""
    progress = progress_of(submission)
    report = report_for(submission)
    address = reverse("api:report", args=[submission.pk])
    return {
        "id": submission.pk,
        "number": submission.number,
        "digest": submission.digest,
        "bytes": submission.size,
        "received_at": submission.received_at,
        "receipt": submission.receipt,
        "trace_id": submission.trace_id,
        "state": progress.state,
        "cause": progress.cause,
        "position": progress.position,
        "score": public_score(report) if report else None,
        "report": f"{settings.PUBLIC_URL}{address}" if report else None,
    }
