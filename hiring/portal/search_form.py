"""What a candidate looks for among what is on offer: the filters of the API, in the units that people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.http import urlencode

from grader.regions import slip_in_region
from grader.strict import LARGEST_INTEGER
from hiring.lib.templatetags.words import licence_words, place_words
from hiring.market.search import MOST_PER_PAGE, Search
from hiring.market.shelf import Sort

MICRO, PERCENT = 1_000_000, 100
ORDERS = (
    ("", "Best match, else by title"),
    (Sort.TITLE.value, "By title"),
    (Sort.CHEAPEST.value, "Cheapest request first"),
    (Sort.LARGEST.value, "Most rows first"),
    (Sort.BEST_LABELLED.value, "Best labelled first"),
    (Sort.MOST_COMPLETE.value, "Fewest blanks first"),
)
SAID: Mapping[str, Callable[[str], str]] = {"licence": licence_words, "region": place_words, "domain": str, "tag": str}


class SearchForm(forms.Form):
    """The filters; what the address names besides them is refused, for leaving it out would widen what is asked."""

    q = forms.CharField(max_length=200, required=False, label="Words")
    domain = forms.CharField(max_length=120, required=False)
    licence = forms.CharField(max_length=120, required=False)
    region = forms.CharField(max_length=20, required=False, label="May be used in")
    tag = forms.CharField(max_length=120, required=False)
    min_rows = forms.IntegerField(min_value=0, max_value=LARGEST_INTEGER, required=False, label="Rows at least")
    most_credits = forms.DecimalField(
        min_value=0,
        max_value=Decimal(LARGEST_INTEGER) / MICRO,
        decimal_places=6,
        required=False,
        label="A request at most, in credits",
    )
    labelled = forms.FloatField(min_value=0, max_value=PERCENT, required=False, label="Labelled at least, in %")
    blank = forms.FloatField(min_value=0, max_value=PERCENT, required=False, label="Blank cells at most, in %")
    sort = forms.ChoiceField(choices=ORDERS, required=False, label="Order")
    cursor = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def clean_region(self) -> str:
        """Return the code of a region; refuse what is none, with the one that may be meant."""
        region: str = self.cleaned_data["region"]
        if region and (slip := slip_in_region(region)):
            raise forms.ValidationError(slip)
        return region

    def clean(self) -> None:
        """Refuse what is no filter."""
        for name in self.data:
            if name not in self.fields:
                known = ", ".join(self.fields)
                self.add_error(None, f"There is no filter called {name[:60]!r}. There are {known}.")

    @property
    def search(self) -> Search:
        """What is asked, as the market takes it."""
        said = self.cleaned_data
        return Search(
            q=said["q"],
            **{name: said[name] or None for name in (*SAID, "cursor")},
            min_rows=said["min_rows"],
            max_price=None if said["most_credits"] is None else int(said["most_credits"] * MICRO),
            min_label_coverage=_share(said["labelled"]),
            max_missing_share=_share(said["blank"]),
            sort=Sort(said["sort"]) if said["sort"] else None,
            limit=MOST_PER_PAGE,
        )

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked than words and a domain, so that the other filters have to be seen."""
        return bool(self.errors) or any(self.data.get(name) for name in self.fields if name not in ("q", "domain"))

    def further(self, cursor: str) -> str:
        """Return the address's query for the page after this one."""
        asked = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return urlencode({**asked, "cursor": cursor})

    def offer(self, facets: Mapping[str, Mapping[str, int]]) -> None:
        """Let each facet be chosen from its values, with how many datasets each would leave."""
        for name, say in SAID.items():
            asked = self.data.get(name, "")
            counts = {asked: 0, **facets[name]} if asked else facets[name]
            values = [(value, f"{say(value)} ({count})") for value, count in counts.items()]
            self.fields[name].widget = forms.Select(choices=[("", "Any"), *values])


def _share(percent: float | None) -> Any:
    return None if percent is None else percent / PERCENT
