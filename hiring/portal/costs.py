"""What a plan of use would cost, asked on a candidate's page: the form, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from hiring.lib.refused import Refused
from hiring.market.quotes import Quote, quote_of
from hiring.market.quoting import RISES_PERCENT, Plan
from hiring.market.search import MOST_PER_PAGE, Search, find

PLAN = Plan(fine_tunes=5, inferences=10_000)
MOST = 10**9


class CostForm(forms.Form):
    """A dataset and what is planned with it."""

    dataset = forms.SlugField(max_length=60)
    requests = forms.IntegerField(min_value=0, max_value=MOST, initial=PLAN.requests, label="Downloads")
    fine_tunes = forms.IntegerField(min_value=0, max_value=MOST, initial=PLAN.fine_tunes)
    inferences = forms.IntegerField(min_value=0, max_value=MOST, initial=PLAN.inferences)


@dataclass(frozen=True, kw_only=True)
class Costs:
    """The form as it was sent or at first; ``quote`` is None where the form or ``refusal`` says why there is none."""

    form: CostForm
    quote: Quote | None
    refusal: str
    rises: tuple[int, ...] = RISES_PERCENT


def costs_asked(request: HttpRequest, world: Any) -> Costs:
    """Return what the plan in the address would cost; at first, what a small one would for the exercise."""
    first = {name: field.initial for name, field in CostForm.base_fields.items()}
    form = CostForm(first | {"dataset": world.plan["exercise_listing"]} | request.GET.dict())
    form.fields["dataset"].widget = forms.Select(choices=_choices(world, str(form["dataset"].value())))
    if not form.is_valid():
        return Costs(form=form, quote=None, refusal="")
    said = dict(form.cleaned_data)
    try:
        quote = quote_of(world=world, listing=said.pop("dataset"), plan=Plan(**said))
    except Refused as refusal:
        return Costs(form=form, quote=None, refusal=refusal.sentence)
    return Costs(form=form, quote=quote, refusal="")


def _choices(world: Any, asked: str) -> list[tuple[str, str]]:
    """Return datasets on offer by their titles, the first of them where there are many, and whatever was asked for."""
    found = find(world, Search(limit=MOST_PER_PAGE)).revisions
    titles = {revision.listing.slug: revision.listing.title for revision in found}
    return list(({asked: asked} | titles).items())
