"""QUA020: the defects that were planted into the exercise's dataset are repaired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from grader.check import Family, Measured, NotAsked, Visibility, check
from grader.checks.quality.sightings import count_of
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.measures.grades import Stratum, stratified
from grader.measures.repairs import Repair, repairs_of

FIXES = {
    "missing_placeholder": "Empty the cell, or fill it from a source.",
    "typo": "Spell the value as most records do.",
    "scale": "Turn the number back into the column's unit, or empty it.",
    "date_format": "Write the date in the form of the brief, reading it as its source means it.",
    "exact_duplicate": "Keep one of the two rows.",
    "near_duplicate": "Keep one report of each event.",
    "broken_dependency": "Restore the value that the other column decides.",
    "label_flip": "Restore the label by the evidence, or empty it where the brief says so.",
    "inconsistent_text": "Write the value like the rest of its column.",
    "out_of_domain": "Translate the code where it can be, else empty it.",
}


@check(
    "QUA020",
    Family.QUALITY,
    requires=("QUA018",),
    needs=("brief", "sample", "answer_key"),
    visibility=Visibility.REVIEWERS,
    threshold=0.5,
)
def QUA020(inputs: Inputs) -> Measured | NotAsked:
    """Planted defects are repaired.

    Asks which of the defects that were planted into the attempt's own dataset, and of those it had by nature, are
    repaired in the sample. Rows are matched by the key columns of the exercise.

    Why: finding what is wrong in data nobody has marked is what the work is about.

    Measured: the share of defects repaired, taken by kind and within a kind by difficulty; every kind counts the same,
    and so does every difficulty within it. A cell is repaired when it holds what it held before the damage, one of the
    key's other honest repairs, the same number (1 for 1.0) or the same day. A row that was left out repairs its
    defect only where the key says so, as for a day that nobody can know; anywhere else it is not repaired. Of a
    repeated row and its twin exactly one must be left. A defect in a column that the brief asks for and the sample does
    not hold is not repaired. In any other column leaving it out is a fair choice, and its defects are passed over. The
    interval is what the number of defects allows to say, at 90 %: Wilson for each share,
    combined over the kinds.

    Threshold: 0.5, half of every kind. Reviewers alone see it, since whoever knew the key could repair without looking.

    Fix: the finding of each kind says what an honest repair is.
    """
    asked = {column.name for column in inputs.brief.columns if column.required and not column.known_after_outcome}
    optional = set(inputs.answer_key.clean.columns) - asked
    repairs = repairs_of(inputs.sample.raw, inputs.answer_key, optional=optional)
    if not repairs:
        return NotAsked(cause="Nothing was planted into a column that the sample holds.")
    mean, low, high = stratified(_strata(repairs))
    done = sum(repair.repaired for repair in repairs)
    return Measured(
        measure=mean,
        interval=(low, high),
        summary=f"Defects repaired: {done:,} of {len(repairs):,}; by kind {mean:.0%} ({low:.0%} to {high:.0%}).",
        findings=tuple(_tell(inputs, repairs)),
    )


def _strata(repairs: Sequence[Repair]) -> list[Stratum]:
    of = Counter((repair.defect.kind, repair.defect.difficulty) for repair in repairs)
    hits = Counter((repair.defect.kind, repair.defect.difficulty) for repair in repairs if repair.repaired)
    levels = Counter(kind for kind, _ in of)
    return [
        Stratum(hits=hits[kind, level], of=number, weight=1 / len(levels) / levels[kind])
        for (kind, level), number in sorted(of.items())
    ]


def _tell(inputs: Inputs, repairs: Sequence[Repair]) -> Iterator[Finding]:
    """Yield a finding for every kind, difficulty and column with something left to repair."""
    groups: dict[tuple[str, str, str], list[Repair]] = {}
    for repair in repairs:
        defect = repair.defect
        groups.setdefault((defect.kind, defect.difficulty, defect.column or ""), []).append(repair)
    for (kind, difficulty, column), group in sorted(groups.items()):
        left, what = [repair for repair in group if not repair.repaired], kind.replace("_", " ")
        if left:
            yield Finding(
                severity=Severity.ERROR,
                message=f"Not repaired: {len(left)} of {count_of(len(group), f'{difficulty} {what} defect')}"
                f"{f' in {column}' if column else ''}{_gone(left)}.",
                fix=FIXES[kind],
                place=_place(inputs, sorted(row for repair in left for row in repair.rows), column),
                count=len(left),
            )


def _gone(left: Sequence[Repair]) -> str:
    gone = sum(not repair.rows for repair in left)
    return f", {gone} of them by leaving the row or column out" if gone else ""


def _place(inputs: Inputs, rows: Sequence[int], column: str) -> Place:
    return inputs.sample.place(rows, column or None) if rows else Place(column=column or None)
