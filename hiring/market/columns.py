"""A table with one column changed, as pure functions: what becomes of its card, and what of its lines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from typing import Any, TextIO

from grader.faults import Change

Card = Mapping[str, Any]


def can_change(card: Card, column: str, change: Change) -> bool:
    """Say whether a card tells of a CSV table with this column, to which this can happen."""
    found = {each["name"]: each for each in card["columns"]}
    if column not in found or card["file"]["media_type"] != "text/csv":
        return False
    return bool(found[column]["unit"]) if change is Change.RETYPED else len(found) > 1


def changed_card(card: Card, column: str, change: Change) -> dict[str, Any]:
    """Return a card once a column was renamed, was dropped, or is text: numbers with their unit behind them."""
    if change is Change.DROPPED:
        kept = [each for each in card["columns"] if each["name"] != column]
        missing = round(sum(each["missing"] for each in kept) / len(kept), 4)
        return {**card, "columns": kept, "quality_metrics": {**card["quality_metrics"], "missing_share": missing}}
    said = {"name": _new_name(card, column)} if change is Change.RENAMED else {"type": "string", "unit": None}
    return {**card, "columns": [{**each, **(said if each["name"] == column else {})} for each in card["columns"]]}


def copy_changed(before: TextIO, after: TextIO, *, card: Card, column: str, change: Change) -> None:
    """Copy a card's CSV line by line, its column changed as ``changed_card`` says."""
    rows = csv.reader(before)
    header = next(rows)
    at = header.index(column)
    copy = csv.writer(after, lineterminator="\n")
    if change is Change.DROPPED:
        copy.writerows(row[:at] + row[at + 1 :] for row in chain([header], rows))
    elif change is Change.RENAMED:
        copy.writerow([*header[:at], _new_name(card, column), *header[at + 1 :]])
        copy.writerows(rows)
    else:
        [unit] = [each["unit"] for each in card["columns"] if each["name"] == column]
        copy.writerow(header)
        copy.writerows(_with_unit(rows, at, unit))


def _with_unit(rows: Iterable[list[str]], at: int, unit: str) -> Iterator[list[str]]:
    for row in rows:
        yield [*row[:at], f"{row[at]} {unit}" if row[at] else "", *row[at + 1 :]]


def _new_name(card: Card, column: str) -> str:
    taken = {each["name"] for each in card["columns"]}
    return next(name for number in count(2) if (name := f"{column}_v{number}") not in taken)
