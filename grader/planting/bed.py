"""A table while it is planted: its rows clean and damaged, which of them are taken, and what was done so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from grader.answer_key import Defect
from grader.errors import Unreadable
from grader.planting.draw import Draw
from grader.planting.plan import Natural, NewKey, Planting
from grader.planting.recipes import CellRecipe, RowRecipe
from grader.planting.table import Key, Row, Table, key_of

DRAWS = 1_000


class Bed:
    """``clean`` and ``damaged`` hold the rows by key, ``added`` the rows that repeat one, ``defects`` what was done."""

    def __init__(self, table: Table, planting: Planting, *, draw: Draw, reference: frozenset[Key]) -> None:
        _refuse_unknown_columns(table, planting)
        self.clean = _by_key(table, planting.key)
        self.damaged = {key: dict(row) for key, row in self.clean.items()}
        self.added: list[Row] = []
        self.defects: list[Defect] = []
        self._planting = planting
        self._draw = draw
        self._reference = reference
        self._taken: set[Key] = set()

    def leave_out(self, keys: Iterable[Key]) -> None:
        """Take rows out of what is damaged; the clean table keeps them."""
        for key in keys:
            del self.damaged[key]
            self._taken.add(key)

    def note(self, rule: Natural) -> None:
        """Record a defect of the data themselves wherever it stands, and mend it in the clean table."""
        for key, row in self.clean.items():
            if row[rule.column] in rule.values:
                self._record(
                    rule, key, rule.column, dirty=row[rule.column], clean=rule.clean, aliases=rule.accept, natural=True
                )
                row[rule.column] = rule.clean

    def follow(self, recipe: CellRecipe | RowRecipe) -> None:
        """Plant one recipe's defects in the first rows, in drawn order, that can take them."""
        planted = 0
        for key in self._open_to(recipe):
            if planted == recipe.count:
                return
            planted += self._damage(recipe, key) if isinstance(recipe, CellRecipe) else self._repeat(recipe, key)
        if planted < recipe.count:
            raise Unreadable(
                f"The recipe {recipe.id} plants {recipe.count} defects and only {planted} rows can take one.",
                file="plan.json",
                place="/planting/recipes",
                remedy="Ask for fewer, loosen its conditions or move it up.",
            )

    def shuffled(self) -> list[Row]:
        """Return all rows, damaged and added, in an order that tells nothing."""
        rows = [*self.damaged.values(), *self.added]
        lots = [self._draw.lot("order", str(place)) for place in range(len(rows))]
        return [rows[place] for place in sorted(range(len(rows)), key=lots.__getitem__)]

    @cached_property
    def _values(self) -> Mapping[str, Counter[str]]:
        """How many clean rows hold each value, by column."""
        columns = next(iter(self.clean.values()), {})
        return {column: Counter(row[column] for row in self.clean.values()) for column in columns}

    @cached_property
    def _used_numbers(self) -> set[str]:
        return set(self._values[self._new_key.column])

    @property
    def _new_key(self) -> NewKey:
        if self._planting.new_key is None:
            raise ValueError("The plan adds rows and has no new_key; Plan.parse refuses such a plan.")
        return self._planting.new_key

    def _open_to(self, recipe: CellRecipe | RowRecipe) -> list[Key]:
        free = [
            key
            for key, row in self.clean.items()
            if key not in self._taken
            and (not recipe.in_reference or key in self._reference)
            and all(condition.holds(row) for condition in recipe.where)
        ]
        return sorted(free, key=lambda key: self._draw.lot("row", recipe.id, *key))

    def _damage(self, recipe: CellRecipe, key: Key) -> bool:
        cell = self.clean[key][recipe.column]
        pick = self._draw.pick(recipe.id, *key)
        dirty = recipe.damage.dirty(cell, among=self._values[recipe.column], pick=pick)
        if dirty is None or dirty == cell:
            return False
        self.damaged[key][recipe.column] = dirty
        self._record(recipe, key, recipe.column, dirty=dirty, clean=cell, aliases=recipe.accept)
        return True

    def _repeat(self, recipe: RowRecipe, key: Key) -> bool:
        row = recipe.damage.repeat(self.clean[key])
        if row is None:
            return False
        if recipe.damage.renumber:
            row[self._new_key.column] = self._unused_number(recipe, key)
        self.added.append(row)
        self._taken.add(key)
        self.defects.append(
            Defect(
                id=self._next_id(),
                kind=recipe.kind,
                difficulty=recipe.difficulty,
                key=key_of(row, self._planting.key),
                twin=key,
                leave_out=True,
            )
        )
        return True

    def _unused_number(self, recipe: RowRecipe, key: Key) -> str:
        span = self._new_key.highest - self._new_key.lowest + 1
        for again in range(DRAWS):
            drawn = str(self._new_key.lowest + self._draw.lot("number", recipe.id, *key, str(again)) % span)
            if drawn not in self._used_numbers:
                self._used_numbers.add(drawn)
                return drawn
        raise Unreadable(
            "Its range is too full to draw another key from.",
            file="plan.json",
            place="/planting/new_key",
            remedy="Widen the range.",
        )

    def _record(
        self,
        source: CellRecipe | Natural,
        key: Key,
        column: str,
        *,
        dirty: str,
        clean: str,
        aliases: tuple[str, ...],
        natural: bool = False,
    ) -> None:
        self._taken.add(key)
        self.defects.append(
            Defect(
                id=self._next_id(),
                kind=source.kind,
                difficulty=source.difficulty,
                key=key,
                column=column,
                dirty=dirty,
                clean=clean,
                aliases=aliases,
                leave_out=source.leave_out,
                natural=natural,
            )
        )

    def _next_id(self) -> str:
        return f"d{len(self.defects) + 1:04d}"


def _by_key(table: Table, columns: tuple[str, ...]) -> dict[Key, Row]:
    rows = {key_of(row, columns): dict(row) for row in table.rows}
    if len(rows) < len(table.rows):
        raise Unreadable(
            f"{len(table.rows) - len(rows)} of its rows share a key with another.",
            place=", ".join(columns),
            remedy="Plant into a table whose key columns name each row once.",
        )
    return rows


def _refuse_unknown_columns(table: Table, planting: Planting) -> None:
    named = {*planting.key, *(rule.column for rule in planting.natural)}
    for recipe in planting.recipes:
        named.update(condition.column for condition in recipe.where)
        named.update({recipe.column} if isinstance(recipe, CellRecipe) else recipe.damage.columns)
    if planting.watermark:
        named.add(planting.watermark.alike)
    unknown = sorted(named.difference(table.columns))
    if unknown:
        raise Unreadable(
            f"It names {unknown[0]!r}, which the listing has not.",
            file="plan.json",
            place="/planting",
            remedy=f"Its columns are {', '.join(table.columns)}.",
        )
