"""PRV005: the data card says what it has to, and the data does not say otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.attestation import NotGenuine, verify_token
from grader.check import Family, Measured, check
from grader.datacard import NAME, DataCard
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.measures.prose import FEWEST_WORDS, is_substantive, names, spans, stated_rows, stated_span

LICENCE_TYP = "assay-licence+jwt"
ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
UNSTATED = 0.5
LEAST_TOTAL = 0.5
SECTIONS = {
    "origin": "where the data come from and who made them",
    "collection": "how and when they were collected and fetched",
    "annotation": "how labels were made, by whom, and how odd cases were settled",
    "composition": "the rows, columns, classes, dates and gaps of the sample",
    "intended use": "what the sample is for",
    "forbidden use": "what nobody should use it for",
    "limits": "known gaps, biases and errors",
    "maintenance": "who keeps it, and how errors are reported and mended",
}
HEADINGS = {
    "origin": r"\borigin|\bprovenance\b|\bsources?\b",
    "collection": r"\bcollect",
    "annotation": r"\bannotat|\blabell?ing\b",
    "composition": r"\bcomposition\b|\bcontents?\b",
    "intended use": r"\bintended\b",
    "forbidden use": r"\bforbidden\b|\bprohibited\b|\bout.of.scope\b|\bmisuse\b",
    "limits": r"\blimit",
    "maintenance": r"\bmaint",
}


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """One thing asked of the card: how well it is answered, from 0 to 1, and what to say of it."""

    measure: float
    finding: Finding | None = None


@check("PRV005", Family.PROVENANCE, needs=("brief", "datacard", "manifest", "sample"), threshold=0.95)
def PRV005(inputs: Inputs) -> Measured:
    """The data card is complete, and the data does not contradict it.

    Asks whether `DATACARD.md` has a section for each of origin, collection, annotation, composition, intended use,
    forbidden use, limits and maintenance, each with at least ten words of its own; and whether what it states
    agrees with the sample: the number of rows and the range of dates under composition, the name of every column,
    and the licence that the licence token grants.

    Why: the card is all that most users will read. One that is empty, or was written for other data, misleads them.

    Measured: the mean over eight sections and up to four facts. A section counts in full or not at all; a fact that
    is stated and true counts in full, one left unstated half, one that the data contradicts not at all; columns
    count by the share that is named. Other figures may stand in the card: a number is held against the data only
    where the composition gives it as rows or records and it is at least half of what the sample has, and dates only
    as the ends of a range.

    Threshold: 0.95, so that one unstated fact is forgiven and a missing section is not. The sections follow Gebru
    et al., "Datasheets for Datasets" (2021).

    Fix: write a few honest sentences under each heading, and take the figures from the sample you hand in.
    """
    card = inputs.datacard
    answers = [_section(card, name) for name in SECTIONS]
    answers += _facts(inputs, _text_under(card, "composition"))
    return Measured(
        measure=sum(answer.measure for answer in answers) / len(answers),
        summary=_summary(answers),
        findings=tuple(answer.finding for answer in answers if answer.finding),
    )


def _summary(answers: list[_Answer]) -> str:
    full = sum(answer.measure == 1 for answer in answers)
    return f"The card answers {full} of {len(answers)} things asked of it in full."


def _text_under(card: DataCard, section: str) -> str:
    matching = [text for heading, text in card.sections.items() if re.search(HEADINGS[section], heading)]
    return "\n".join(matching)


def _section(card: DataCard, section: str) -> _Answer:
    text = _text_under(card, section)
    if is_substantive(text):
        return _Answer(measure=1.0)
    fault = f"says less than {FEWEST_WORDS} words of its own" if text else "is missing or empty"
    return _Answer(measure=0.0, finding=_finding(f"The section on {section} {fault}.", f"Write {SECTIONS[section]}."))


def _facts(inputs: Inputs, composition: str) -> Iterator[_Answer]:
    yield _rows(inputs, composition)
    yield _columns(inputs)
    yield from _dates(inputs, composition)
    yield from _licence(inputs)


def _rows(inputs: Inputs, composition: str) -> _Answer:
    stated, rows = stated_rows(composition), inputs.sample.rows
    if max(stated, default=0) < rows * LEAST_TOTAL:
        return _unstated("how many rows the sample has", f"Write that it has {rows:,} rows.")
    if rows in stated or rows == sum(stated):
        return _Answer(measure=1.0)
    said = " and ".join(f"{number:,}" for number in dict.fromkeys(stated))
    return _contradicted(f"The composition speaks of {said} rows, and the sample has {rows:,}.")


def _columns(inputs: Inputs) -> _Answer:
    columns = inputs.sample.columns
    unnamed = [column for column in columns if not names(inputs.datacard.text, column)]
    if not unnamed:
        return _Answer(measure=1.0)
    message = f"The card names no column {', '.join(unnamed)[:300]}."
    finding = _finding(message, "Name every column and say what it holds.", severity=Severity.WARNING)
    return _Answer(measure=1 - len(unnamed) / len(columns), finding=finding)


def _dates(inputs: Inputs, composition: str) -> Iterator[_Answer]:
    column = inputs.brief.split.order_by
    if column not in inputs.sample.columns:
        return
    days = inputs.sample.raw[column].drop_nulls()
    days = days.filter(days.str.contains(ISO_DAY))
    if days.is_empty():
        return
    first, last = days.sort()[0], days.sort()[-1]
    span = stated_span(composition)
    if span is None:
        yield _unstated(f"which dates {column} spans", f"Write that it runs from {first} to {last}.")
    elif spans(span, first, last):
        yield _Answer(measure=1.0)
    else:
        yield _contradicted(
            f"The composition speaks of {span[0]} to {span[1]}, and {column} runs from {first} to {last}."
        )


def _licence(inputs: Inputs) -> Iterator[_Answer]:
    if not (inputs.manifest.license_token and inputs.brief.trusted_keys):
        return
    try:
        claims = verify_token(inputs.manifest.license_token, inputs.brief.trusted_keys, typ=LICENCE_TYP)
    except NotGenuine:
        return
    granted = str(claims["terms"]["licence"])
    if names(inputs.datacard.text, granted):
        yield _Answer(measure=1.0)
    else:
        yield _contradicted(f"The card does not name the licence the data is under, {granted}.")


def _unstated(what: str, fix: str) -> _Answer:
    message = f"The composition does not say {what}."
    return _Answer(measure=UNSTATED, finding=_finding(message, fix, severity=Severity.WARNING))


def _contradicted(message: str) -> _Answer:
    return _Answer(measure=0.0, finding=_finding(message, "Take the figures from the sample you hand in."))


def _finding(message: str, fix: str, *, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(severity=severity, message=message, fix=fix, place=Place(file=NAME))
