"""Disputes about payouts: both sides read by a person, who decides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hiring.accounts.access import REVIEWERS, Member
from hiring.decisions.queries.disputes import Disputed, dispute_for_review, disputes_for_review
from hiring.lib.refused import Refused
from hiring.market.services.disputes import resolve_dispute
from hiring.review.doors import for_members
from hiring.review.forms import ResolutionForm


@require_GET
@for_members()
def disputes(request: HttpRequest, member: Member) -> HttpResponse:
    """List the disputes of the organisation's attempts, the open ones first."""
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "disputes",
        "disputes": disputes_for_review(member),
    }
    return render(request, "review/disputes.html", context)


@require_GET
@for_members()
def dispute(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Show what both sides said of one payout."""
    return _show(request, member, dispute_for_review(member, pk), ResolutionForm())


@require_http_methods(["GET", "POST"])
@for_members(REVIEWERS)
def resolve(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Decide a dispute; reading the address leads back to it."""
    found = dispute_for_review(member, pk)
    if request.method == "GET":
        return redirect("review:dispute", member.organisation.slug, pk)
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return _show(request, member, found, form, status=422)
    try:
        resolve_dispute(
            dispute=found.dispute,
            kind=form.cleaned_data["kind"],
            amount_micro=form.amount_micro,
            reason=form.cleaned_data["reason"],
            by=member.person,
        )
    except Refused as refusal:
        form.add_error("amount" if refusal.code == "bad_amount" else None, refusal.sentence)
        return _show(request, member, dispute_for_review(member, pk), form, status=refusal.status)
    messages.success(request, "Decided. The candidate reads your reason.")
    return redirect("review:dispute", member.organisation.slug, pk)


def _show(
    request: HttpRequest, member: Member, disputed: Disputed, form: ResolutionForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "disputes",
        "disputed": disputed,
        "payout": disputed.dispute.payout,
        "may_resolve": member.role in REVIEWERS and disputed.resolution is None,
        "form": form,
    }
    return render(request, "review/dispute.html", context, status=status)
