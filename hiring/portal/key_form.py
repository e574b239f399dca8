"""What a candidate says of a metered key they want."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from grader.strict import LARGEST_INTEGER
from hiring.market.scopes import described_scopes_of_keys

MICRO = 1_000_000


class KeyForm(forms.Form):
    """What a new key is for, may spend and may do."""

    label = forms.CharField(max_length=60, label="What for", help_text="A part of your pipeline, such as fetching.")
    cap = forms.DecimalField(
        min_value=Decimal(1) / MICRO,
        max_value=Decimal(LARGEST_INTEGER) / MICRO,
        decimal_places=6,
        label="Cap, in credits",
        help_text="It never spends more; nothing is charged for having it.",
    )
    scopes = forms.MultipleChoiceField(
        choices=described_scopes_of_keys, widget=forms.CheckboxSelectMultiple, label="It may"
    )

    @property
    def wish(self) -> dict[str, Any]:
        """What was said, as the market takes it."""
        said = self.cleaned_data
        return {"label": said["label"], "cap_micro": int(said["cap"] * MICRO), "scopes": said["scopes"]}
