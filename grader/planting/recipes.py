"""Recipes: so many defects of one kind and difficulty, planted where their conditions hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from grader.planting.cells import (
    BrokenDependency,
    CellDamage,
    DateForm,
    InconsistentText,
    LabelFlip,
    OutOfDomain,
    Placeholder,
    Scale,
    Typo,
)
from grader.planting.copies import ExactDuplicate, NearDuplicate, RowDamage
from grader.planting.table import Row

CELL_KINDS: Mapping[str, type[CellDamage]] = {
    "missing_placeholder": Placeholder,
    "typo": Typo,
    "scale": Scale,
    "date_format": DateForm,
    "broken_dependency": BrokenDependency,
    "label_flip": LabelFlip,
    "inconsistent_text": InconsistentText,
    "out_of_domain": OutOfDomain,
}
ROW_KINDS: Mapping[str, type[ExactDuplicate | NearDuplicate]] = {
    "exact_duplicate": ExactDuplicate,
    "near_duplicate": NearDuplicate,
}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What one column of a row must hold for the row to be taken; a blank cell never does."""

    column: str
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    above: float | None = None

    def holds(self, row: Row) -> bool:
        """Say whether the row may be taken."""
        cell = row[self.column]
        listed = not self.one_of or cell in self.one_of
        high = self.above is None or (cell.isdecimal() and int(cell) > self.above)
        return bool(cell) and listed and high and cell not in self.none_of


@dataclass(frozen=True, kw_only=True)
class _Recipe:
    """What all recipes say; ``in_reference`` keeps to rows that the clean reference holds too."""

    id: str
    kind: str
    difficulty: str
    count: int
    where: tuple[Condition, ...]
    in_reference: bool


@dataclass(frozen=True, kw_only=True)
class CellRecipe(_Recipe):
    """Damages cells of ``column``; ``accept`` and ``leave_out`` say what is honest besides the clean value."""

    column: str
    damage: CellDamage
    accept: tuple[str, ...]
    leave_out: bool


@dataclass(frozen=True, kw_only=True)
class RowRecipe(_Recipe):
    """Adds rows that repeat another."""

    damage: RowDamage


def read_recipe(item: Mapping[str, Any]) -> CellRecipe | RowRecipe:
    """Return the recipe that a plan's JSON describes; its lists are tuples already."""
    common: dict[str, Any] = {
        **{name: item[name] for name in ("id", "kind", "difficulty", "count")},
        "where": tuple(_condition(column, rule) for column, rule in item.get("where", {}).items()),
        "in_reference": item.get("in_reference", False),
    }
    if item["kind"] in ROW_KINDS:
        return RowRecipe(**common, damage=_damage(ROW_KINDS[item["kind"]], item))
    return CellRecipe(
        **common,
        column=item["column"],
        damage=_damage(CELL_KINDS[item["kind"]], item),
        accept=item.get("accept", ()),
        leave_out=item.get("leave_out", False),
    )


def _damage(kind: type[Any], item: Mapping[str, Any]) -> Any:
    return kind(**{field.name: item[field.name] for field in fields(kind) if field.name in item})


def _condition(column: str, rule: Mapping[str, Any]) -> Condition:
    return Condition(column=column, one_of=rule.get("in", ()), none_of=rule.get("not_in", ()), above=rule.get("above"))
