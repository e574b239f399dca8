"""One attempt: read, noted on, given more time."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hiring.accounts.access import RECRUITERS, REVIEWERS, Member
from hiring.assessments.queries import extensions_of
from hiring.assessments.services.attempting import extend_attempt
from hiring.decisions.queries.attempts import attempt_for_review, decisions_of, reviews_of, submission_for_review
from hiring.decisions.queries.disputes import earnings_for_review
from hiring.decisions.queries.lineage import lineage_for_review, models_for_review
from hiring.decisions.queries.worth import worth_for_review
from hiring.decisions.services import write_review
from hiring.lib.templatetags.words import lasting
from hiring.market.drawn import draw
from hiring.market.invoices import invoice_of
from hiring.reputation.queries import standing_of
from hiring.review.doors import asks_for_part, for_members
from hiring.review.forms import ExtensionForm, ReviewForm
from hiring.review.sheet import Sheet, sheet_of

MINUTES = 60
KINDS = (("decline", "danger"), ("hold", ""), ("advance", "primary"))


@require_GET
@for_members()
def attempt(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Show an attempt with its latest submission or the one asked for, or only whether it is being graded."""
    found = attempt_for_review(member, pk)
    if asks_for_part(request):
        return render(request, "review/parts/grading.html", {"attempt": found})
    return show(request, member, sheet_of(member, found, request.GET.get("submission", "")))


@require_POST
@for_members(REVIEWERS)
def note(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Keep a member's notes on a submission."""
    found = attempt_for_review(member, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return show(request, member, sheet_of(member, found, request.POST.get("submission", "")), notes=form)
    submission = submission_for_review(found, form.cleaned_data["submission"])
    write_review(submission=submission, notes=form.cleaned_data["notes"], by=member)
    messages.success(request, f"Your notes on {found.pseudonym} are kept.")
    return redirect("review:attempt", member.organisation.slug, pk)


@require_POST
@for_members(RECRUITERS)
def extend(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Give an attempt more time."""
    found = attempt_for_review(member, pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return show(request, member, sheet_of(member, found, ""), extension=form)
    minutes = form.cleaned_data["hours"] * MINUTES
    extend_attempt(attempt=found, minutes=minutes, reason=form.cleaned_data["reason"], by=member.person)
    messages.success(request, f"{found.pseudonym} has {lasting(minutes * MINUTES)} more.")
    return redirect("review:attempt", member.organisation.slug, pk)


def show(
    request: HttpRequest,
    member: Member,
    sheet: Sheet,
    *,
    notes: ReviewForm | None = None,
    extension: ExtensionForm | None = None,
) -> HttpResponse:
    """Render an attempt's page, around the form that was wrong if one was."""
    reviews = list(reviews_of(sheet.shown.pk)) if sheet.shown else []
    own = next((review for review in reviews if review.reviewer_id == member.person_id), None)
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "inbox",
        "sheet": sheet,
        "models": models_for_review(sheet.attempt),
        "drawn": draw(lineage_for_review(sheet.attempt)),
        "invoice": invoice_of(attempt=sheet.attempt.pk),
        "earnings": earnings_for_review(sheet.attempt),
        "worth": worth_for_review(sheet.attempt),
        "cohort": sheet.attempt.invitation.cohort,
        "decisions": list(decisions_of(sheet.attempt)),
        "reputation": standing_of(sheet.attempt.candidate),
        "colleagues": [review for review in reviews if review is not own],
        "notes": notes or ReviewForm(initial=first_notes(sheet, own.notes if own else "")),
        "extension": extension or ExtensionForm(),
        "extensions": extensions_of(sheet.attempt),
        "kinds": KINDS,
        "may_review": member.role in REVIEWERS,
        "may_decide": member.role in RECRUITERS,
    }
    wrong = (notes is not None and notes.errors) or (extension is not None and extension.errors)
    return render(request, "review/attempt.html", context, status=422 if wrong else 200)


def first_notes(sheet: Sheet, notes: str) -> dict[str, object]:
    """Return what the form for notes holds at first."""
    return {"notes": notes, "submission": sheet.shown.number if sheet.shown else None}
