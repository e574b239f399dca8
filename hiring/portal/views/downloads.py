"""What a candidate can take away: the kit, the gate's inputs, receipts, reports, their own bundle."""

from __future__ import annotations

import json
from contextlib import ExitStack
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from grader.digests import canonical
from grader.export import Audience
from hiring.accounts.access import person_of
from hiring.grading.intake import gate_inputs
from hiring.grading.queries import report_for
from hiring.lib.refused import Refused
from hiring.lib.storage import open_digest
from hiring.market.queries import credential_of
from hiring.portability.services.exporting import write_export
from hiring.portal.archives import attachment, file_for, inputs_members, kit_members, zip_response
from hiring.portal.doors import own_sitting
from hiring.submissions.queries import submission_for_candidate
from hiring.submissions.services import GateInputs

JSON = "application/json"


@require_GET
@login_required
def kit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the starter kit, set up for this attempt."""
    attempt = own_sitting(request, pk).attempt
    credential = credential_of(attempt)
    if credential is None:
        raise Refused("no_credential", "This attempt has no credential now. Rotate it, then download the kit.")
    members = kit_members(client_id=credential.client_id, attempt=str(pk), inputs=gate_inputs(attempt))
    return zip_response(members, name="starter-kit.zip")


@require_GET
@login_required
def inputs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the gate's inputs as they are now."""
    return zip_response(inputs_members(gate_inputs(own_sitting(request, pk).attempt)), name="inputs.zip")


@require_GET
@login_required
def submission_inputs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the gate's inputs as they were frozen beside a submission."""
    submission = submission_for_candidate(person_of(request), pk)
    frozen = GateInputs(
        brief=_stored(submission.brief_digest),
        rubric=_stored(submission.rubric_digest),
        trail=_stored(submission.trail_digest),
    )
    return zip_response(inputs_members(frozen), name=f"inputs-{submission.number}.zip")


@require_GET
@login_required
@never_cache
def everything(request: HttpRequest, pk: UUID) -> FileResponse:
    """Download all of an attempt that its candidate may see, as one signed zip; it waits on the disk, not in memory."""
    attempt = own_sitting(request, pk).attempt
    with ExitStack() as unless_sent:
        file = unless_sent.enter_context(file_for(person_of(request).pk))
        write_export(attempt=attempt, audience=Audience.CANDIDATE, to=file)
        file.seek(0)
        unless_sent.pop_all()
    return FileResponse(file, as_attachment=True, filename=f"attempt-{pk}.zip", content_type="application/zip")


@require_GET
@login_required
@never_cache
def bundle(request: HttpRequest, pk: UUID) -> FileResponse:
    """Download what was handed in, byte for byte."""
    submission = submission_for_candidate(person_of(request), pk)
    name = f"bundle-{submission.number}.zip"
    return FileResponse(open_digest(submission.digest), as_attachment=True, filename=name)


@require_GET
@login_required
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the signed receipt of a submission."""
    submission = submission_for_candidate(person_of(request), pk)
    return attachment(
        submission.receipt.encode(), name=f"receipt-{submission.number}.jwt", content_type="application/jwt"
    )


@require_GET
@login_required
def report_json(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the report: the bytes that `assay check` writes at home."""
    number, public, _ = _report(request, pk)
    return attachment(public, name=f"report-{number}.json", content_type=JSON)


@require_GET
@login_required
def report_signed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Download the report and the signature under it in one file."""
    number, public, signature = _report(request, pk)
    signed = canonical({"report": json.loads(public), "receipt": signature})
    return attachment(signed, name=f"report-{number}.signed.json", content_type=JSON)


def _report(request: HttpRequest, pk: UUID) -> tuple[int, bytes, str]:
    submission = submission_for_candidate(person_of(request), pk)
    report = report_for(submission)
    if report is None:
        raise Refused(
            "not_graded_yet", "There is no report yet. The submission's page says where it stands.", status=404
        )
    return submission.number, report.public.encode(), report.receipt


def _stored(digest: str) -> bytes:
    with open_digest(digest) as kept:
        return kept.read()
