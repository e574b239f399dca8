"""QUA016: the sample holds no personal data that the brief does not allow, and no secret."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error
from grader.columns import Asked
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.cells import located


@check("QUA016", Family.QUALITY, needs=("brief", "sample"))
def QUA016(inputs: Inputs) -> Measured:
    """No personal data and no secrets.

    Asks of every cell of the sample whether it holds an e-mail address, a payment card number, a bank account number, a
    US social security number, a telephone number, or a live secret such as a key or a token.

    Why: a sample is copied and published; a person's number or a key in it can't be called back.

    Measured: by rows with personal data: 1 with none, falling evenly to 0 at one row in a hundred (or five rows, where
    that is more). One live secret makes it 0. Where the brief allows personal data, they are noted and cost nothing.
    Only what proves itself counts: cards by issuer and the Luhn checksum (in a column where most such numbers fail it,
    none), accounts by country, length and the IBAN checksum, social security numbers by their form, telephone
    numbers by a leading +, by a word such as “call” before them or by the column's name. Addresses at example.com and
    the like are made up. At most a hundred secrets of one form are counted. Names and postal addresses are not looked
    for: no pattern tells them from other words. What was found is never repeated here; look at the rows.

    Threshold: 1. Checksums are those of ISO/IEC 7812 and ISO 13616, secrets those of PIP007.

    Fix: leave the column out, or replace the value by a number that only you can turn back. Revoke a secret first.
    """
    sample, allowed = inputs.sample, inputs.brief.personal_data.allowed
    people = [sighting for column in inputs.columns for sighting in _people(column, allowed=allowed)]
    leaks = [sighting for column in inputs.columns for sighting in _secrets(column)]
    wrong = rows_in_error([*people, *leaks])
    return Measured(
        measure=0.0 if leaks else measure_by_rows(sample, wrong),
        summary=f"Rows with personal data that is not allowed, or a secret: {wrong:,} of {sample.rows:,}.",
        findings=findings_of(sample, [*people, *leaks]),
    )


def _people(asked: Asked, *, allowed: bool) -> Iterator[Sighting]:
    for exposed in asked.people:
        there = located(asked.cells, exposed.values)
        yield Sighting(
            rows=there,
            column=asked.name,
            severity=Severity.NOTE if allowed else Severity.ERROR,
            secret=True,
            message=f"{asked.name} holds {exposed.what} in {count_of(len(there), 'row')}.",
            fix="Leave it out, or replace it by a number that only you can turn back.",
        )


def _secrets(asked: Asked) -> Iterator[Sighting]:
    for exposed in asked.secrets:
        there = located(asked.cells, exposed.values)
        yield Sighting(
            rows=there,
            column=asked.name,
            secret=True,
            message=f"{asked.name} holds what looks like {exposed.what} in {count_of(len(there), 'row')}.",
            fix="Revoke it where it was issued, then leave it out.",
        )
