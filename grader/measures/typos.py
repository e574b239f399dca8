"""Slips of the hand: rare values that are one slip away from a frequent one of the same column."""

from __future__ import annotations

import polars as pl

FREQUENT = 10
RARER = 10
RAREST = 2
REPETITIVE = 0.8
SHORTEST = 5
LONGEST = 400
LETTERS_PER_SLIP = 10
MOST_FREQUENT = 1_000
MOST_RARE = 5_000
LOOKALIKES = frozenset({("0", "O"), ("0", "o"), ("0", "Q"), ("1", "I"), ("1", "l"), ("5", "S"), ("5", "s"), ("8", "B")})


def typos(counts: pl.DataFrame) -> pl.DataFrame:
    """Return each ``value`` in ``counts`` that looks like a slip of a frequent one, beside the ``usual`` value.

    Only a column that repeats itself is judged: four fifths of its cells hold values that occur ten times or more. A
    slip is a letter dropped or put in, two neighbours swapped, or one letter in ten (never less than one) replaced, in
    a value that occurs once or twice, ten times rarer than the usual one. Codes are not judged: no slip touches a word
    with a digit in it, unless a digit stands for the letter it looks like. A plural is another word, so is a value with
    another first letter, and so is one of less than five characters. Of more than a thousand frequent values the most
    frequent are taken, and of rare ones the first five thousand, so that the cost stays linear.
    """
    fit = counts.filter(pl.col("value").str.len_chars().is_between(SHORTEST, LONGEST))
    frequent = fit.filter(pl.col("n") >= FREQUENT).sort("n", "value", descending=[True, False]).head(MOST_FREQUENT)
    usual = counts.filter(pl.col("n") >= FREQUENT)
    if frequent.is_empty() or int(usual["n"].sum()) < REPETITIVE * int(counts["n"].sum()):
        return pl.DataFrame(schema={"value": pl.String, "usual": pl.String})
    rare = fit.filter(pl.col("n") <= RAREST).sort("n", "value").head(MOST_RARE)
    near = pl.concat([_of_one_length(rare, frequent), _one_longer(rare, frequent), _one_shorter(rare, frequent)])
    pairs = near.unique().join(rare, on="value").join(frequent.rename({"value": "usual", "n": "often"}), on="usual")
    likely = pairs.filter(pl.col("n") * RARER <= pl.col("often")).sort("often", "usual", descending=[True, False])
    slips = [pair for pair in likely.select("value", "usual").rows() if _is_slip(*pair)]
    found = pl.DataFrame(slips, schema={"value": pl.String, "usual": pl.String}, orient="row")
    return found.unique("value", keep="first", maintain_order=True).sort("value")


def _of_one_length(rare: pl.DataFrame, frequent: pl.DataFrame) -> pl.DataFrame:
    """Pair values of one length that share a piece, cut so fine that as many slips as allowed leave one piece whole."""
    length = pl.col("value").str.len_chars()
    pieces = pl.max_horizontal(pl.lit(2), length // LETTERS_PER_SLIP) + 1
    cut = [
        values.select("value", length=length, pieces=pieces)
        .with_columns(piece=pl.int_ranges(0, pl.col("pieces")))
        .explode("piece")
        .with_columns(
            start=pl.col("piece") * pl.col("length") // pl.col("pieces"),
            end=(pl.col("piece") + 1) * pl.col("length") // pl.col("pieces"),
        )
        .with_columns(text=pl.col("value").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
        for values in (rare, frequent)
    ]
    return cut[0].join(cut[1], on=["length", "piece", "text"], suffix="_usual").select("value", usual="value_usual")


def _one_longer(rare: pl.DataFrame, frequent: pl.DataFrame) -> pl.DataFrame:
    """Pair rare values with frequent ones that they are after a letter is taken out."""
    return _shortened(rare).join(frequent, left_on="short", right_on="value").select("value", usual="short")


def _one_shorter(rare: pl.DataFrame, frequent: pl.DataFrame) -> pl.DataFrame:
    """Pair rare values with frequent ones that become them when a letter is taken out."""
    return _shortened(frequent).join(rare, left_on="short", right_on="value").select(value="short", usual="value")


def _shortened(values: pl.DataFrame) -> pl.DataFrame:
    places = values.select("value", place=pl.int_ranges(0, pl.col("value").str.len_chars())).explode("place")
    before = pl.col("value").str.slice(0, pl.col("place"))
    return places.select("value", short=pl.concat_str(before, pl.col("value").str.slice(pl.col("place") + 1)))


def _is_slip(value: str, usual: str) -> bool:
    if value[0] != usual[0]:
        return False
    if len(value) == len(usual):
        places = [place for place in range(len(usual)) if value[place] != usual[place]]
        swapped = (
            len(places) == 2
            and places[1] - places[0] == 1
            and value[places[0]] + value[places[1]] == (usual[places[1]] + usual[places[0]])
        )
        few = len(places) <= max(1, len(usual) // LETTERS_PER_SLIP)
        return (swapped or few) and all(_replaced(value, usual, place) for place in places)
    longer, shorter = (value, usual) if len(value) > len(usual) else (usual, value)
    place = next((place for place in range(len(shorter)) if longer[place] != shorter[place]), len(shorter))
    plural = place == len(shorter) and longer[place] in "sS" and longer[place - 1] not in "sS"
    return longer[place].isalpha() and not plural and not _in_code(usual, min(place, len(usual) - 1))


def _replaced(value: str, usual: str, place: int) -> bool:
    """Tell whether the letter of ``value`` at ``place`` may have slipped in for that of ``usual``."""
    given, right = value[place], usual[place]
    if (given, right) in LOOKALIKES:
        return True
    letters = given.isalpha() and right.isalpha() and given.lower() != right.lower()
    return letters and not _in_code(usual, place)


def _in_code(text: str, place: int) -> bool:
    """Tell whether the word of ``text`` around ``place`` has a digit in it."""
    start = text.rfind(" ", 0, place) + 1
    end = text.find(" ", place)
    return any(letter.isdigit() for letter in text[start : end if end >= 0 else None])
