"""Deciding: a page that names what follows and asks why, then the decision itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hiring.accounts.access import RECRUITERS, Member
from hiring.decisions.kinds import REVEALING, Kind
from hiring.decisions.queries.attempts import attempt_for_review, decisions_of, submission_for_review
from hiring.decisions.queries.inbox import Inboxed
from hiring.decisions.services import decide, refuse_ungraded
from hiring.lib.refused import Refused
from hiring.review.clock import clock_of
from hiring.review.doors import for_members
from hiring.review.forms import DecisionForm

LONGEST_NUMBER = 10


@require_http_methods(["GET", "POST"])
@for_members(RECRUITERS)
def decision(request: HttpRequest, member: Member, pk: UUID, kind: str) -> HttpResponse:
    """Ask for the reason, saying what follows; then decide."""
    found = attempt_for_review(member, pk)
    if found.submission_number is None:
        raise Refused("nothing_handed_in", "Nothing has been handed in yet, so there is nothing to decide on.")
    form = DecisionForm(request.POST or None, initial=first_decision(request, found))
    if request.method == "POST" and form.is_valid():
        return record_decision(request, member, found, kind, form)
    submission = submission_for_review(found, number_in(form))
    refuse_ungraded(submission)
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "inbox",
        "attempt": found,
        "submission": submission,
        "kind": kind,
        "reveals": Kind(kind) in REVEALING and not found.revealed,
        "clock": clock_of(found, submission.received_at),
        "decisions": list(decisions_of(found)),
        "form": form,
    }
    return render(request, "review/decision.html", context, status=422 if form.errors else 200)


def first_decision(request: HttpRequest, attempt: Inboxed) -> dict[str, object]:
    """Return what the form holds at first: which submission was read, and the latest decision known."""
    latest = decisions_of(attempt).first()
    return {
        "submission": request.GET.get("submission") or attempt.submission_number,
        "after": latest.pk if latest else None,
    }


def record_decision(
    request: HttpRequest, member: Member, attempt: Inboxed, kind: str, form: DecisionForm
) -> HttpResponse:
    """Decide, and go back to the attempt's page."""
    decide(
        submission=submission_for_review(attempt, form.cleaned_data["submission"]),
        kind=kind,
        reason=form.cleaned_data["reason"],
        by=member,
        after=form.cleaned_data["after"],
    )
    messages.success(request, f"{attempt.pseudonym} is {Kind(kind).done}.")
    return redirect("review:attempt", member.organisation.slug, attempt.pk)


def number_in(form: DecisionForm) -> int:
    """Return which submission a form is about; 0, which there is none of, where it says no number."""
    said = str(form["submission"].value())
    return int(said) if said.isdecimal() and len(said) < LONGEST_NUMBER else 0
