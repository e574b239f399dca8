"""PRV007: the rows do not carry the watermark of another attempt's variant of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from grader.check import Family, Measured, NotAsked, Visibility, check
from grader.finding import Finding, Severity
from grader.inputs import Inputs
from grader.measures.watermarks import CHANCE, Match, Sighted, sighted_in

LEAST_TOLD = 10**12


@check(
    "PRV007",
    Family.PROVENANCE,
    needs=("sample", "answer_key", "watermarks"),
    visibility=Visibility.REVIEWERS,
    weighed=False,
)
def PRV007(inputs: Inputs) -> Measured | NotAsked:
    """Another attempt's watermark is absent.

    Asks whose variant of the exercise's dataset the rows come from. Each attempt's variant leaves out rows of its own,
    drawn by a secret seed, as many of each label as any other's; whoever works on a copy lacks the same rows.

    Why: work that was handed on looks like anybody's once it is cleaned. Rows that were never there stay missing under
    every repair, order, format and rounding, and with half the rows and columns gone.

    Measured: a secret of the cohort sets some rows apart, and every variant leaves out its own half of them. Counted is
    how many of the rows a variant leaves out are in the sample all the same, among all that were set apart, and among
    those that the attempt's own variant lacks; rows are known by their key in any writing. Had the sample been made
    without that variant, its half would be drawn without regard to the sample, and both numbers hypergeometric. A
    watermark is found when the exact probability of so few or fewer, times two for the two counts and times the number
    of other attempts that had begun, is below one in a million: so a report has a false match with less than that. None
    is told as below one in a million million, since a fault of ours is likelier. 0 when another's is found, 1 when none
    is, not asked when there are too few rows to tell. The summary says whether the attempt's own is found.

    Threshold: 1. It is evidence for a person: no rubric weighs it, it takes no points off, and reviewers alone see it.
    A watermark tells which variant rows come from, and not who gave them to whom.

    Fix: work on the dataset that the market gave to this attempt.
    """
    own = inputs.answer_key.watermark
    if own is None:
        return NotAsked(cause="No watermark was planted into the attempt's dataset.")
    seen = sighted_in(inputs.sample.raw, inputs.answer_key.key, own, inputs.watermarks)
    if not seen.telling:
        return NotAsked(cause=f"Of {seen.of:,} rows that tell variants apart {seen.rows:,} are here: too few to tell.")
    found = {name: match for name, match in seen.others.items() if match.found}
    return Measured(
        measure=0.0 if found else 1.0,
        summary=" ".join(_summary(seen, found)),
        findings=tuple(_findings(inputs, seen, found)),
    )


def _summary(seen: Sighted, found: dict[str, Match]) -> Iterator[str]:
    for name, match in found.items():
        yield f"By the rows left out, rows of the variant of {name} are here; {_by_chance(match.chance)}."
    if seen.own.found:
        yield f"By the rows left out, rows of the attempt's own variant are here; {_by_chance(seen.own.chance)}."
    elif not found:
        yield "By the rows left out, these are rows of no attempt's variant, its own included."


def _by_chance(chance: Fraction) -> str:
    """Tell a probability below one in a million by the next power of ten above it, or one in a million million."""
    told = CHANCE.denominator
    while told < LEAST_TOLD and chance * told * 10 < 1:
        told *= 10
    return f"a match by chance has a probability below 1 in {told:,}"


def _findings(inputs: Inputs, seen: Sighted, found: dict[str, Match]) -> Iterator[Finding]:
    for name, match in found.items():
        yield Finding(
            severity=Severity.ERROR,
            message=f"The variant of {name} leaves out {match.left_out:,} rows. {match.here:,} of them are here, where "
            f"chance would leave about {match.left_out * seen.rows / seen.of:,.0f}; and it has {match.lent:,} of the "
            f"{seen.own.here:,} rows here that the attempt's own variant lacks.",
            fix="Have a person read both and ask; nothing is taken off for it.",
            count=match.left_out - match.here,
        )
    if len(seen.strays):
        yield Finding(
            severity=Severity.WARNING,
            message=f"{len(seen.strays):,} of the rows here were never in the attempt's own variant.",
            fix="Ask where they come from; nothing is taken off for it.",
            place=inputs.sample.place(seen.strays.to_list()),
            count=len(seen.strays),
        )
