"""Handing in, waiting, and reading the report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HTMX_STOP_POLLING

from grader.report import parse_report
from hiring.accounts.access import person_of
from hiring.assessments.sittings import sitting_of
from hiring.grading.history import counting_first, handed_in, usual_time
from hiring.grading.intake import submit_bundle
from hiring.grading.queries import changes_before, progress_of, quota_of, report_for
from hiring.grading.reading import read
from hiring.lib.arrivals import arrival_of
from hiring.lib.refused import Refused
from hiring.market.following import follow
from hiring.portal.doors import own_sitting
from hiring.portal.progress import tell, tell_list
from hiring.submissions.queries import submission_for_candidate, submissions_of

NOTHING_NEW = 204


@require_http_methods(["GET", "POST"])
@csrf_exempt  # for a moment: the check reads the whole upload, and what counts is when it began
def submissions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what was handed in; take another bundle."""
    return _submissions(request, pk, arrival_of(request))


@csrf_protect
@login_required
def _submissions(request: HttpRequest, pk: UUID, began_at: datetime) -> HttpResponse:
    return _hand_in(request, pk, began_at) if request.method == "POST" else _show_submissions(request, pk)


def _hand_in(request: HttpRequest, pk: UUID, began_at: datetime) -> HttpResponse:
    upload = request.FILES.get("bundle")
    if upload is None:
        return _show_submissions(request, pk, refusal="Choose a zip file first.", status=422)
    person = person_of(request)
    try:
        submission = submit_bundle(
            attempt=own_sitting(request, pk).attempt, by=person, stream=upload, began_at=began_at
        )
    except Refused as refusal:
        return _show_submissions(request, pk, refusal=refusal.sentence, status=refusal.status)
    address = reverse("portal:submission", args=[submission.pk])
    return redirect(f"{address}?again" if submission.received_at < began_at else address)


def _show_submissions(request: HttpRequest, pk: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    sitting = own_sitting(request, pk)
    quota = quota_of(sitting.attempt)
    rows = handed_in(sitting.attempt)
    context = {
        "here": "submissions",
        "sitting": sitting,
        "quota": quota,
        "may_hand_in": sitting.is_open and quota.left > 0,
        "handed_in": rows,
        "news": tell_list(rows),
        "upload_limit": settings.BUNDLE_MAX_BYTES,
        "refusal": refusal,
    }
    return render(request, "portal/submissions.html", context, status=status)


@require_GET
@login_required
@never_cache
def live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the live list of an attempt, or its latest row for the overview: nothing while nothing changed."""
    rows = handed_in(own_sitting(request, pk).attempt)
    news = tell_list(rows)
    if request.GET.get("seen") == news.seen and not news.ended:
        return HttpResponse(status=NOTHING_NEW)
    context = {"handed_in": rows, "news": news, "latest": "latest" in request.GET}
    return render(request, "portal/live.html", context, status=HTMX_STOP_POLLING if news.ended else 200)


@require_GET
@login_required
@never_cache
def submission(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where a submission stands, live."""
    found = submission_for_candidate(person_of(request), pk)
    context = {
        "here": "submissions",
        "sitting": sitting_of(found.attempt),
        "submission": found,
        "told": tell(progress_of(found), usual_time()),
        "trace": follow(attempt=found.attempt_id, trace_id=found.trace_id),
        "again": "again" in request.GET,
        "counting": counting_first(submissions_of(found.attempt)).first(),
    }
    return render(request, "portal/submission.html", context)


@require_GET
@login_required
@never_cache
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the live part: nothing while nothing changed, the new words when it did, and stop at the end."""
    found = submission_for_candidate(person_of(request), pk)
    told = tell(progress_of(found), usual_time())
    if request.GET.get("seen") == told.seen and not told.ended:
        return HttpResponse(status=NOTHING_NEW)
    context = {"submission": found, "told": told}
    return render(request, "portal/status.html", context, status=HTMX_STOP_POLLING if told.ended else 200)


@require_GET
@login_required
@never_cache
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the report; before there is one, where the submission stands."""
    found = submission_for_candidate(person_of(request), pk)
    stored = report_for(found)
    if stored is None:
        return redirect("portal:submission", pk)
    sitting = sitting_of(found.attempt)
    reading = read(parse_report(stored.public.encode()))
    context = {
        "here": "submissions",
        "sitting": sitting,
        "submission": found,
        "took": progress_of(found).took,
        "reading": reading,
        "changes": changes_before(found, reading),
        "public_digest": stored.public_digest,
        "trace": follow(attempt=found.attempt_id, trace_id=found.trace_id),
        "may_hand_in": sitting.is_open and quota_of(found.attempt).left > 0,
    }
    return render(request, "portal/report.html", context)
