"""A cohort: how it does, whom it holds, and inviting more to it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hiring.accounts.access import RECRUITERS, Member
from hiring.assessments.mail import address_of
from hiring.assessments.queries import cohort_for_member, cohorts_for
from hiring.assessments.services.inviting import invite_many
from hiring.decisions.queries.cohorts import invited_to
from hiring.decisions.queries.course import course_of
from hiring.decisions.queries.worth import worth_in_cohort
from hiring.review.doors import for_members
from hiring.review.forms import InviteForm, InviteToForm
from hiring.review.standing import counts_of


@dataclass(frozen=True, kw_only=True)
class Link:
    """An invitation's link, for the one time it can be shown."""

    email: str
    address: str


@require_http_methods(["GET", "POST"])
@for_members(RECRUITERS)
def cohort(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Show who is invited to a cohort, and invite more; each link is shown to the recruiter this once."""
    cohort_for_member(member, pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return cohort_page(request, member, pk, InviteForm(), links=invite_to(request, member, pk, form))
    return cohort_page(request, member, pk, form)


@require_http_methods(["GET", "POST"])
@for_members(RECRUITERS)
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """Invite people to whichever cohort is chosen, and go on to its page."""
    cohorts = cohorts_by_assessment(member)
    form = InviteToForm(cohorts, request.POST or None, initial={"cohort": request.GET.get("cohort", "")})
    if request.method == "POST" and form.is_valid():
        chosen = UUID(form.cleaned_data["cohort"])
        return cohort_page(request, member, chosen, InviteForm(), links=invite_to(request, member, chosen, form))
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "inbox",
        "cohorts": cohorts,
        "form": form,
    }
    return render(request, "review/invite.html", context, status=422 if form.errors else 200)


def cohorts_by_assessment(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the ids and names of an organisation's cohorts, latest first, under the titles of their assessments."""
    ordered = sorted(cohorts_for(member), key=lambda cohort: cohort.version.assessment.title)
    groups = groupby(ordered, key=lambda cohort: cohort.version.assessment.title)
    return [(title, [(str(cohort.pk), cohort.name) for cohort in cohorts]) for title, cohorts in groups]


def invite_to(request: HttpRequest, member: Member, pk: UUID, form: InviteForm) -> list[Link]:
    """Invite a form's addresses to a cohort, say which were refused, and return the links of the others."""
    cohort = cohort_for_member(member, pk)
    outcome = invite_many(cohort=cohort, people=form.cleaned_data["addresses"], by=member.person)
    for sentence in outcome.refused:
        messages.warning(request, sentence)
    return [Link(email=invitation.person.email, address=address_of(token)) for invitation, token in outcome.sent]


def cohort_page(
    request: HttpRequest, member: Member, pk: UUID, form: InviteForm, *, links: list[Link] | None = None
) -> HttpResponse:
    """Render a cohort's page around the form that invites to it, with the ``links`` just made."""
    found = cohort_for_member(member, pk)
    course = course_of(member, found)
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "assessments",
        "cohort": found,
        "course": course,
        "counts": counts_of(course.scores) if course.enough else (),
        "worth": worth_in_cohort(member, found),
        "invitations": invited_to(member, found),
        "form": form,
        "links": links,
    }
    return render(request, "review/cohort.html", context, status=422 if form.errors else 200)
