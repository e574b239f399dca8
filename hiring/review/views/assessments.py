"""Assessments: taken from the library, and the cohorts they are given to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from grader.faults import read_faults
from hiring.accounts.access import RECRUITERS, Member
from hiring.assessments.queries import assessment_for_member, assessments_for, cohorts_for
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready, ready_assessments
from hiring.market.faults import expected
from hiring.review.doors import for_members
from hiring.review.forms import CohortForm


@require_GET
@for_members()
def assessments(request: HttpRequest, member: Member) -> HttpResponse:
    """List the organisation's assessments and the ready ones it could take from the library."""
    own = list(assessments_for(member))
    taken = {assessment.title for assessment in own}
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "assessments",
        "assessments": own,
        "ready": [ready for ready in ready_assessments() if ready.title not in taken],
        "may_invite": member.role in RECRUITERS,
    }
    return render(request, "review/assessments.html", context)


@require_POST
@for_members(RECRUITERS)
def take_from_library(request: HttpRequest, member: Member, slug: str) -> HttpResponse:
    """Publish a ready assessment as the organisation's own."""
    version = create_assessment(organisation=member.organisation, slug=slug, draft=read_ready(slug), by=member.person)
    messages.success(request, f"{version.assessment.title} is yours now. Open a cohort to invite people.")
    return redirect("review:assessment", member.organisation.slug, version.assessment.pk)


@require_GET
@for_members()
def assessment(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Show one assessment as it stands, with its cohorts."""
    return assessment_page(request, member, pk, CohortForm())


def assessment_page(request: HttpRequest, member: Member, pk: UUID, form: CohortForm) -> HttpResponse:
    """Render an assessment's page around the form that opens a cohort."""
    found = assessment_for_member(member, pk)
    version = found.versions.latest("number")
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "assessments",
        "assessment": found,
        "version": version,
        "faults": expected(read_faults(version.plan["faults"])),
        "cohorts": cohorts_for(member).filter(version__assessment=found),
        "form": form,
        "may_invite": member.role in RECRUITERS,
    }
    return render(request, "review/assessment.html", context, status=422 if form.errors else 200)


@require_POST
@for_members(RECRUITERS)
def new_cohort(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Open a cohort of an assessment's latest version and go on to inviting."""
    form = CohortForm(request.POST)
    if not form.is_valid():
        return assessment_page(request, member, pk, form)
    version = assessment_for_member(member, pk).versions.latest("number")
    cohort = open_cohort(version=version, name=form.cleaned_data["name"], by=member.person)
    return redirect("review:cohort", member.organisation.slug, cohort.pk)
