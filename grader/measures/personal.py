"""Personal data in cells: what a checksum, an unmistakable form or its context proves; names are not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from grader.measures.leaks import FORMS, find_leaks

Proof: TypeAlias = Callable[[pl.Expr], pl.Expr]

EMAIL = r"(?i)\b[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\b"
INVENTED = r"(?i)@(?:[a-z0-9-]+\.)*(?:example|test|invalid|localhost)(?:\.[a-z]+)?$"
CARD = r"\b(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|3[47]\d{2}|6011|65\d{2})(?:[ -]?\d){8,15}\b"
IBAN = r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
SOCIAL_SECURITY = r"\b(?:00[1-9]|0[1-9]\d|[1-578]\d{2}|6[0-57-9]\d|66[0-57-9])-(?:0[1-9]|[1-9]\d)-\d{4}\b"
TELEPHONE_NUMBER = "a telephone number"
TELEPHONE = r"\+[1-9](?:[ ().-]{0,2}\d){7,13}\b"
CALLED = (
    r"(?i)\b(?:phone|tel|telephone|mobile|cellphone|fax|call|whatsapp)\b[^\w+]{0,3}"
    r"(?:no\.?|number|at|me at|on)?[^\w+]{0,3}(\+?\(?\d(?:[ ().-]{0,2}\d){6,13})\b"
)
TELEPHONE_COLUMN = re.compile(
    r"(?i)(?:^|[_\W])(?:phone|tel|telephone|mobile|cellphone|fax)(?:[_\W]?(?:no|nr|num|number|home|work|\d))?$"
)
A_FRACTION = r"^\s*[+-]?\d*\.\d+(?:[eE][+-]?\d+)?\s*$"
A_TELEPHONE = r"^\s*\+?\(?\d(?:[ ().-]{0,2}\d){6,13}(?:\s*(?:x|ext\.?)\s*\d{1,5})?\s*$"
IBAN_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG XK",
    25: "LY PT ST",
    26: "IS TR",
    27: "FR GR IT MC MR SM BI DJ",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
COUNTRIES = [f"{country}{length}" for length, names in IBAN_LENGTHS.items() for country in names.split()]
LETTERS = {chr(ord("A") + place): str(10 + place) for place in range(26)}
MARKS = sorted({form.mark.decode() for form in FORMS})
BY_CHANCE = 0.5


@dataclass(frozen=True, kw_only=True)
class Sort:
    """A sort of personal data: its name, the pattern that may be it, and what proves it.

    ``guessed`` tells that one such number in ten passes the proof by chance.
    """

    name: str
    pattern: str
    proof: Proof
    guessed: bool = False


@dataclass(frozen=True, kw_only=True)
class Exposed:
    """Values that hold one sort of thing that nobody should see; ``what`` names the sort."""

    what: str
    values: pl.Series


def luhn(digits: pl.Expr) -> pl.Expr:
    """Tell whether the digits of a text (at most twenty) satisfy the checksum of ISO/IEC 7812."""
    padded = digits.str.replace_all(r"\D", "").str.zfill(20)
    doubled = [padded.str.slice(place, 1).cast(pl.Int32) * (2 - place % 2) for place in range(20)]
    return pl.sum_horizontal(value - 9 * (value > 9).cast(pl.Int32) for value in doubled) % 10 == 0


def mod_97(text: pl.Expr) -> pl.Expr:
    """Tell whether a text is an IBAN: a country's length, and the checksum of ISO 7064 that ISO 13616 asks for."""
    bare = text.str.replace_all(" ", "", literal=True)
    turned = pl.concat_str(bare.str.slice(4), bare.str.slice(0, 4)).str.replace_many(LETTERS).str.zfill(72)
    rest = pl.lit(0, dtype=pl.Int64)
    for place in range(0, 72, 9):
        rest = (rest * 10**9 + turned.str.slice(place, 9).cast(pl.Int64, strict=False)) % 97
    known = pl.concat_str(bare.str.slice(0, 2), bare.str.len_chars().cast(pl.String)).is_in(COUNTRIES)
    return known & (rest == 1)


def _certain(_: pl.Expr) -> pl.Expr:
    return pl.lit(value=True)


def _real_address(address: pl.Expr) -> pl.Expr:
    return ~address.str.contains(INVENTED)


SORTS = (
    Sort(name="an e-mail address", pattern=EMAIL, proof=_real_address),
    Sort(name="a payment card number", pattern=CARD, proof=luhn, guessed=True),
    Sort(name="an IBAN", pattern=IBAN, proof=mod_97),
    Sort(name="a US social security number", pattern=SOCIAL_SECURITY, proof=_certain),
    Sort(name=TELEPHONE_NUMBER, pattern=f"{TELEPHONE}|{CALLED}", proof=_certain),
)


def personal(counts: pl.DataFrame, *, column: str) -> tuple[Exposed, ...]:
    """Return what personal data the values in ``counts`` hold, by sort; ``column`` is the column's name.

    A number that only happens to satisfy a checksum is no card: in a column where most candidates fail it, none is
    reported. A bare run of digits is a telephone number only in a column that is called one.
    """
    values = counts.filter(~pl.col("value").str.contains(A_FRACTION))["value"]
    found = [Exposed(what=sort.name, values=_proven(values, sort)) for sort in SORTS]
    if TELEPHONE_COLUMN.search(column):
        found[-1] = Exposed(what=TELEPHONE_NUMBER, values=values.filter(values.str.contains(A_TELEPHONE)))
    return tuple(exposed for exposed in found if len(exposed.values))


def secrets(counts: pl.DataFrame) -> tuple[Exposed, ...]:
    """Return what live-looking secrets the values in ``counts`` hold, by kind, a hundred of one form at most."""
    marked = counts["value"].filter(counts["value"].str.contains_any(MARKS))
    lines = marked.str.replace_all("\n", " ", literal=True)
    leaks = find_leaks("\n".join(lines).encode())
    kinds = sorted({leak.kind for leak in leaks})
    rows = ((kind, sorted({leak.line - 1 for leak in leaks if leak.kind == kind})) for kind in kinds)
    return tuple(Exposed(what=kind, values=marked.gather(places)) for kind, places in rows)


def _proven(values: pl.Series, sort: Sort) -> pl.Series:
    maybe = values.filter(values.str.contains(sort.pattern))
    if maybe.is_empty():
        return maybe
    parts = maybe.to_frame("value").with_columns(part=pl.col("value").str.extract_all(sort.pattern)).explode("part")
    judged = parts.with_columns(proven=sort.proof(pl.col("part")))
    if sort.guessed and int(judged["proven"].sum()) < BY_CHANCE * judged.height:
        return maybe.clear()
    return judged.filter("proven")["value"].unique(maintain_order=True)
