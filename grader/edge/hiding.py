"""Blotting out personal data in text: whatever has its form goes, unless a checksum says that it is none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from grader.measures.personal import (
    A_FRACTION,
    A_TELEPHONE,
    CALLED,
    CARD,
    EMAIL,
    IBAN,
    SOCIAL_SECURITY,
    TELEPHONE,
    TELEPHONE_COLUMN,
    Proof,
    luhn,
    mod_97,
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form of one sort of personal data, what is written in its place, and the checksum it has to have, if any."""

    pattern: str
    mark: str
    proof: Proof | None = None


FORMS = {
    "email": Form(pattern=EMAIL, mark="[e-mail address]"),
    "card": Form(pattern=CARD, mark="[payment card number]", proof=luhn),
    "iban": Form(pattern=IBAN, mark="[IBAN]", proof=mod_97),
    "social_security": Form(pattern=SOCIAL_SECURITY, mark="[social security number]"),
    "telephone": Form(pattern=f"{TELEPHONE}|{CALLED}", mark="[telephone number]"),
}


def hide(values: pl.Series, *, column: str, sorts: Collection[str]) -> pl.Series:
    """Return texts of one column without what is personal in them; a number with a fraction is a measurement."""
    hidden = values
    for sort, form in FORMS.items():
        if sort in sorts:
            hidden = _without(hidden, form)
    if "telephone" in sorts and TELEPHONE_COLUMN.search(column):
        bare = hidden.str.contains(A_TELEPHONE).fill_null(value=False)
        hidden = hidden.zip_with(~bare, pl.Series([FORMS["telephone"].mark]).new_from_index(0, len(hidden)))
    if hidden is values:
        return values
    measured = values.str.contains(A_FRACTION).fill_null(value=False)
    return hidden.zip_with(~measured, values)


def _without(values: pl.Series, form: Form) -> pl.Series:
    parts = values.unique().str.extract_all(form.pattern).explode().drop_nulls().unique()
    if form.proof and len(parts):
        parts = parts.to_frame("part").filter(form.proof(pl.col("part")))["part"]
    if parts.is_empty():
        return values
    # The longest first, or of two that begin alike the shorter would leave the end of the longer.
    longest = sorted(parts.to_list(), key=lambda part: (-len(part), part))
    return values.str.replace_many(longest, [form.mark] * len(longest), leftmost=True)
