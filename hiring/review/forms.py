"""What a reviewer may send, each field checked once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from hiring.accounts.access import Role
from hiring.decisions.services import SHORTEST_REASON
from hiring.market.services.disputes import MOST_CHARACTERS

RESOLUTIONS = (
    ("release", "Release all of it"),
    ("release_part", "Release a part"),
    ("keep_back", "Keep it back"),
)


class FocusedForm(forms.Form):
    """A form whose first wrong field gets the focus, however far down the page it is."""

    def full_clean(self) -> None:
        """Check every field, and mark the first wrong one."""
        super().full_clean()
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                break


class DecisionForm(FocusedForm):
    """Why, and what the page knew when it asked."""

    reason = forms.CharField(
        min_length=SHORTEST_REASON,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Name what in the work led you to this. It is kept with your name and can't be erased.",
    )
    submission = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ReviewForm(FocusedForm):
    """A reviewer's notes on one submission."""

    notes = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Your notes",
        help_text="What you saw, for your colleagues. You can reword it; the candidate doesn't see it.",
    )
    submission = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ResolutionForm(FocusedForm):
    """What is decided about a payout that is held, and why."""

    kind = forms.ChoiceField(
        choices=RESOLUTIONS,
        widget=forms.RadioSelect,
        label="What becomes of it",
    )
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=6,
        label="How much, in credits",
        help_text="Only where a part is released.",
    )
    reason = forms.CharField(
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The candidate reads it. It can't be changed.",
    )

    @property
    def amount_micro(self) -> int:
        """The amount in micro-units."""
        return int((self.cleaned_data["amount"] or 0) * 1_000_000)


class ExtensionForm(FocusedForm):
    """More time for one attempt."""

    hours = forms.IntegerField(min_value=1, max_value=24 * 60)
    reason = forms.CharField(max_length=400, help_text="Only owners and recruiters see it.")


class CohortForm(FocusedForm):
    """A new cohort of one version."""

    name = forms.CharField(max_length=80, label="Name of the cohort", help_text="For example: autumn 2026.")


class MemberForm(FocusedForm):
    """Somebody who is to belong to the organisation."""

    ROLES = (
        (Role.REVIEWER, "Reviewer: reads and writes reviews"),
        (Role.RECRUITER, "Recruiter: also invites and decides"),
        (Role.AUDITOR, "Auditor: reads, changes nothing"),
        (Role.OWNER, "Owner: also adds and removes members"),
    )

    email = forms.EmailField(
        max_length=254, label="E-mail address", help_text="They sign in with it; there is no password."
    )
    name = forms.CharField(max_length=120, required=False)
    role = forms.ChoiceField(choices=ROLES, help_text="Somebody who is a member already gets this role instead.")


class InviteForm(FocusedForm):
    """Addresses to invite, one a line."""

    MOST = 200

    addresses = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        label="E-mail addresses",
        help_text="One a line; a name may follow a comma. Reviewers don't see who is who until they have decided.",
    )

    def clean_addresses(self) -> list[tuple[str, str]]:
        """Return ``(address, name)`` pairs without blanks or repetitions."""
        pairs: dict[str, str] = {}
        for line in self.cleaned_data["addresses"].splitlines():
            address, _, name = line.partition(",")
            if not address.strip():
                continue
            try:
                cleaned = forms.EmailField(max_length=254).clean(address.strip()).lower()
            except forms.ValidationError as problem:
                raise forms.ValidationError(f"{address.strip()[:80]!r} is not an e-mail address.") from problem
            pairs.setdefault(cleaned, name.strip()[:120])
        if not pairs:
            raise forms.ValidationError("There is no address here. Write one a line.")
        if len(pairs) > self.MOST:
            raise forms.ValidationError(f"That is {len(pairs)} addresses; invite at most {self.MOST} at a time.")
        return list(pairs.items())


class InviteToForm(InviteForm):
    """Addresses to invite, and the cohort to invite them to."""

    def __init__(self, cohorts: Iterable[tuple[str, list[tuple[str, str]]]], *args: Any, **kwargs: Any) -> None:
        """Offer ``cohorts``, each id with its name, under the titles of their assessments."""
        super().__init__(*args, **kwargs)
        self.fields["cohort"] = forms.ChoiceField(
            choices=list(cohorts), help_text="Everyone in it gets the same version and is compared with the others."
        )
        self.order_fields(("cohort", "addresses"))
