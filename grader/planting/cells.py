"""Kinds of damage to one cell. Each says what the cell would become, or None where it can't be damaged so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from grader.planting.draw import Pick

LOOKALIKES = {"O": "0", "I": "1", "l": "1", "S": "5", "B": "8", "o": "0"}
HARD_BLANK = "\u00a0"


class CellDamage(Protocol):
    """One kind of damage; ``among`` counts the values of the cell's column, ``pick`` draws among options."""

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return what ``cell`` becomes, or None where this damage doesn't fit it."""


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """A value goes missing and a token stands in for it."""

    tokens: tuple[str, ...]

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return a token that stands for nothing in this column."""
        free = [token for token in self.tokens if token not in among]
        return pick(free) if cell and free else None


@dataclass(frozen=True, kw_only=True)
class Typo:
    """A slip in a value that at least ``least`` rows hold; never one that makes another value of the column."""

    edit: str
    least: int

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return the value with one slip."""
        if among[cell] < self.least:
            return None
        slips = sorted({slip for slip in self._slips(cell) if slip not in among})
        return pick(slips) if slips else None

    def _slips(self, cell: str) -> Iterator[str]:
        for place in range(1, len(cell) - 1):
            before, letter, after = cell[:place], cell[place], cell[place + 1 :]
            if self.edit == "lookalike":
                if letter in LOOKALIKES:
                    yield before + LOOKALIKES[letter] + after
            elif not (letter.isalpha() and after[0].isalpha()):
                continue
            elif self.edit == "swap":
                if letter != after[0]:
                    yield before + after[0] + letter + after[1:]
            else:
                yield before + (letter * 2 if self.edit == "double" else "") + after


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A whole number in another unit; what comes out lies in ``above`` < x ≤ ``most`` and can be turned back."""

    factor: float
    above: float
    most: float

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return the number in the other unit, rounded."""
        if not cell.isdecimal():
            return None
        scaled = round(int(cell) * self.factor)
        fits = self.above < scaled <= self.most and round(scaled / self.factor) == int(cell)
        return str(scaled) if fits else None


@dataclass(frozen=True, kw_only=True)
class DateForm:
    """An ISO date written in another ``style`` (strftime), for days of the month ``first_day`` to ``last_day``."""

    style: str
    first_day: int = 1
    last_day: int = 31

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return the date in the other style."""
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            return None
        return day.strftime(self.style) if self.first_day <= day.day <= self.last_day else None


@dataclass(frozen=True, kw_only=True)
class BrokenDependency:
    """A value that another column decides, swapped: by ``swaps``, or for any other value of its column."""

    determinant: tuple[str, ...]
    swaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return another value of the column."""
        others = self.swaps.get(cell, ()) if self.swaps else sorted(value for value in among if value not in ("", cell))
        return pick(others) if cell and others else None


@dataclass(frozen=True, kw_only=True)
class LabelFlip:
    """A wrong label: ``to`` says which ones each label may become."""

    to: Mapping[str, tuple[str, ...]]

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return a wrong label."""
        wrong = self.to.get(cell)
        return pick(wrong) if wrong else None


@dataclass(frozen=True, kw_only=True)
class InconsistentText:
    """The same value written with other letters' case or other blanks."""

    style: str

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return the value in the other writing."""
        written = {
            "upper": cell.upper(),
            "lower": cell.lower(),
            "leading": f" {cell}",
            "trailing": f"{cell} ",
            "doubled": cell.replace(" ", "  ", 1),
            "hard_blank": cell.replace(" ", HARD_BLANK, 1),
        }[self.style]
        return written if cell and written not in among else None


@dataclass(frozen=True, kw_only=True)
class OutOfDomain:
    """A code that is no value of the column; ``codes`` by value, those under ``*`` for any value."""

    codes: Mapping[str, tuple[str, ...]]

    def dirty(self, cell: str, *, among: Mapping[str, int], pick: Pick) -> str | None:
        """Return a stray code."""
        stray = [code for code in self.codes.get(cell, self.codes.get("*", ())) if code not in among]
        return pick(stray) if cell and stray else None
