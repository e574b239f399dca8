"""QUA018: the rows of the sample are rows of the dataset that the attempt was given, not made up or taken elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check import Family, Measured, Visibility, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of
from grader.inputs import Inputs
from grader.measures.origin import Origin, origin_of

KEEP_ROWS = "Build the sample from the rows of the exercise's dataset, under the keys they have there."


@check(
    "QUA018", Family.QUALITY, needs=("brief", "sample", "answer_key"), visibility=Visibility.REVIEWERS, threshold=0.99
)
def QUA018(inputs: Inputs) -> Measured:
    """The rows are those of the dataset given.

    Asks of every row of the sample whether it is a row of the exercise's dataset as the attempt was given it, or one
    that was made up or brought from elsewhere.

    Why: lineage is the candidate's word. Rows that nobody ever observed can be written to pass every other question
    about rows, and a model that learns from them learns what their author believes.

    Measured: the share of rows that are the dataset's. Such a row has a key of the dataset, and says the same as the
    row with that key in two thirds of the columns that both have; numbers are compared as numbers, text without regard
    to case and outer blanks. So mended cells, emptied cells, rows left out, columns left out and columns joined or
    derived cost nothing. A row under a new key is not known, since the brief asks for keys as given. Nothing here is
    drawn from a sample, so there is no interval.

    Threshold: 0.99, which leaves room for a stray row. In the wildlife strikes no row of honest or careless work fell
    short of two thirds, and of rows with true keys and cells drawn from their columns at random all but one in a
    thousand did. Reviewers alone see it, since it needs the answer key.

    Fix: build the sample from the rows that were fetched, and keep their keys.
    """
    found = origin_of(inputs.sample.raw, inputs.answer_key)
    rows, foreign = inputs.sample.rows, len(found.unknown) + len(found.unlike)
    return Measured(
        measure=1 - foreign / rows if rows else 0.0,
        summary=f"Rows of the dataset given: {rows - foreign:,} of {rows:,}.",
        findings=findings_of(inputs.sample, list(_sightings(found))),
    )


def _sightings(found: Origin) -> Iterator[Sighting]:
    if len(found.unknown):
        yield Sighting(
            rows=found.unknown,
            message=f"The dataset given has no row with the key of {count_of(len(found.unknown), 'row')}.",
            fix=KEEP_ROWS,
        )
    if len(found.unlike):
        yield Sighting(
            rows=found.unlike,
            message="The key is one of the dataset given, and most of the content is another: "
            f"{count_of(len(found.unlike), 'row')}.",
            fix=KEEP_ROWS,
        )
