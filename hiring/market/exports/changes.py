"""What changed from one revision of a listing to the next, read from the two cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Card = Mapping[str, Any]

COLUMN_FACTS = ("type", "unit", "nullable", "description")
TOLD_ALONE = frozenset({"version", "slug", "file", "rows", "columns"})
"""Parts of a card that a sentence of their own tells, or that can't change."""


def changes_between(before: Card, after: Card) -> tuple[str, ...]:
    """Return one sentence for each change; two cards that are the same have none."""
    return (*_data(before, after), *_columns(before, after), *_rest(before, after))


def _data(before: Card, after: Card) -> Iterator[str]:
    if before["file"]["digest"] != after["file"]["digest"]:
        yield f"Other bytes: {before['file']['bytes']:,} became {after['file']['bytes']:,}."
    if before["rows"] != after["rows"]:
        yield f"{before['rows']:,} rows became {after['rows']:,}."


def _columns(before: Card, after: Card) -> Iterator[str]:
    old, new = ({column["name"]: column for column in card["columns"]} for card in (before, after))
    yield from (f"Column {name} was added." for name in new if name not in old)
    yield from (f"Column {name} was removed." for name in old if name not in new)
    for name in (name for name in new if name in old):
        for fact in COLUMN_FACTS:
            if old[name][fact] != new[name][fact]:
                yield f"Column {name}: {fact} {_said(old[name][fact])} became {_said(new[name][fact])}."


def _rest(before: Card, after: Card) -> Iterator[str]:
    for name in sorted((before.keys() | after.keys()) - TOLD_ALONE):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            for part in sorted(old.keys() | new.keys()):
                if old.get(part) != new.get(part):
                    yield f"{name}, {part}: {_said(old.get(part))} became {_said(new.get(part))}."
        elif old != new:
            yield f"{name}: {_said(old)} became {_said(new)}."


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)
