"""Who belongs to the organisation: read by every member, changed by its owners."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hiring.accounts.access import OWNERS, Member, Role
from hiring.accounts.queries import colleague_of, members_of
from hiring.accounts.services import person_with_email, remove_member, welcome_member
from hiring.review.doors import for_members
from hiring.review.forms import MemberForm


@require_GET
@for_members()
def members(request: HttpRequest, member: Member) -> HttpResponse:
    """List who belongs to the organisation."""
    return members_page(request, member, MemberForm())


@require_POST
@for_members(OWNERS)
def new_member(request: HttpRequest, member: Member) -> HttpResponse:
    """Give an address a role here and write to it; an address that has one already changes it."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return members_page(request, member, form)
    joined = welcome_member(
        organisation=member.organisation,
        person=person_with_email(email=form.cleaned_data["email"]),
        role=Role(form.cleaned_data["role"]),
        by=member.person,
        name=form.cleaned_data["name"],
    )
    said = f"{joined.person.email} is {joined.get_role_display().lower()} here now."
    messages.success(request, f"{said} A letter says where to sign in.")
    return redirect("review:members", member.organisation.slug)


@require_http_methods(["GET", "POST"])
@for_members(OWNERS)
def remove(request: HttpRequest, member: Member, pk: UUID) -> HttpResponse:
    """Say what removing a member means; then remove them."""
    leaving = colleague_of(member, pk)
    if request.method == "POST":
        person = remove_member(member=leaving, by=member.person)
        messages.success(request, f"{person.email} no longer belongs to {member.organisation}.")
        if person == member.person:
            return redirect("review:organisations")
        return redirect("review:members", member.organisation.slug)
    context = {"member": member, "organisation": member.organisation, "here": "members", "leaving": leaving}
    return render(request, "review/remove_member.html", context)


def members_page(request: HttpRequest, member: Member, form: MemberForm) -> HttpResponse:
    """Render the list around the form that adds to it."""
    context = {
        "member": member,
        "organisation": member.organisation,
        "here": "members",
        "members": members_of(member.organisation),
        "form": form,
        "may_change": member.role in OWNERS,
    }
    return render(request, "review/members.html", context, status=422 if form.errors else 200)
