"""The inbox: who waits for a reader, searched, filtered, ordered, fifty at a time."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET
from django_htmx.http import HTMX_STOP_POLLING

from hiring.accounts.access import RECRUITERS, Member, person_of
from hiring.accounts.queries import memberships_of
from hiring.assessments.queries import cohorts_for
from hiring.decisions.queries.inbox import Waits, attempts_among, filter_inbox, inbox_of
from hiring.review.doors import asks_for_part, for_members
from hiring.review.inbox import rows_of

PAGE = 50
ORDER_WORDS = (
    ("handed_in", "Latest first"),
    ("longest", "Longest waiting first"),
    ("score", "By score"),
    ("candidate", "By pseudonym"),
    ("spent", "By money spent"),
)
FILTERS = ("search", "waits", "within", "order")
NOTHING_NEW = 204


@require_GET
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """Send a member of one organisation to its inbox; let a member of several choose."""
    members = list(memberships_of(person_of(request)))
    if len(members) == 1:
        return redirect("review:inbox", members[0].organisation.slug)
    return render(request, "review/organisations.html", {"members": members})


@require_GET
@for_members()
def inbox(request: HttpRequest, member: Member) -> HttpResponse:
    """Show one page of the inbox, or only its table where the page asks for that alone."""
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    page = Paginator(filter_inbox(inbox_of(member), **chosen), PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page), by_score=chosen["order"] == "score")
    context = {
        "member": member,
        "organisation": member.organisation,
        "rows": rows,
        "grading": [row.attempt for row in rows if row.attempt.waits == Waits.GRADING],
        "page": page,
        "chosen": chosen,
        "chosen_query": urlencode({name: value for name, value in chosen.items() if value}),
        "states": Waits.choices,
        "orders": ORDER_WORDS,
        "may_invite": member.role in RECRUITERS,
        "here": "inbox",
        "cohorts": cohorts_for(member),
        "waiting": filter_inbox(inbox_of(member), waits=Waits.WAITING).count(),
    }
    alone = asks_for_part(request)
    template = "review/parts/inbox_table.html" if alone else "review/inbox.html"
    return render(request, template, {**context, "alone": alone})


@require_GET
@for_members()
def grading(request: HttpRequest, member: Member) -> HttpResponse:
    """Answer the live part of the inbox: the rows whose grading has ended, nothing while none has, stop at the last."""
    asked = attempts_among(member, request.GET.getlist("attempt")[:PAGE])
    left = [attempt for attempt in asked if attempt.waits == Waits.GRADING]
    ended = rows_of([attempt for attempt in asked if attempt.waits != Waits.GRADING], by_score=False)
    if left and not ended:
        return HttpResponse(status=NOTHING_NEW)
    context = {"organisation": member.organisation, "ended": ended, "grading": left}
    return render(request, "review/parts/inbox_ended.html", context, status=200 if left else HTMX_STOP_POLLING)
