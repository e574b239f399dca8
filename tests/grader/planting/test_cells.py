"""Each kind of damage to a cell: what it does, and where it keeps away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

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

AMONG = Counter({"CLIMB": 9, "CLIMBB": 1, "Approach": 5, "None": 4, "Minor": 2})


def first(options: Sequence[str]) -> str:
    return options[0]


@pytest.mark.parametrize(
    ("damage", "cell", "dirty"),
    [
        (Placeholder(tokens=("N/A",)), "CLIMB", "N/A"),
        (Placeholder(tokens=("None", "-")), "CLIMB", "-"),
        (Typo(edit="drop", least=5), "CLIMB", "CIMB"),
        (Typo(edit="double", least=5), "CLIMB", "CLIIMB"),
        (Typo(edit="swap", least=5), "CLIMB", "CILMB"),
        (Typo(edit="lookalike", least=5), "CLIMB", "CL1MB"),
        (Scale(factor=1.852, above=200, most=350), "140", "259"),
        (DateForm(style="%m/%d/%Y"), "1999-10-19", "10/19/1999"),
        (BrokenDependency(determinant=("a",), swaps={"CLIMB": ("Approach",)}), "CLIMB", "Approach"),
        (BrokenDependency(determinant=("a",)), "CLIMB", "Approach"),
        (LabelFlip(to={"Minor": ("None",)}), "Minor", "None"),
        (InconsistentText(style="upper"), "Approach", "APPROACH"),
        (InconsistentText(style="trailing"), "Approach", "Approach "),
        (OutOfDomain(codes={"*": ("X",)}), "Approach", "X"),
        (OutOfDomain(codes={"Minor": ("M",)}), "Minor", "M"),
    ],
)
def test_it_damages_a_cell(damage: CellDamage, cell: str, dirty: str) -> None:
    assert damage.dirty(cell, among=AMONG, pick=first) == dirty


@pytest.mark.parametrize(
    ("damage", "cell"),
    [
        (Placeholder(tokens=("N/A",)), ""),
        (Placeholder(tokens=("None",)), "CLIMB"),
        (Typo(edit="drop", least=5), "Minor"),
        (Typo(edit="lookalike", least=5), "Approach"[:2]),
        (Scale(factor=1.852, above=200, most=350), "100"),
        (Scale(factor=1.852, above=200, most=350), ""),
        (Scale(factor=0.3, above=0, most=350), "101"),
        (DateForm(style="%m/%d/%Y", first_day=13), "1999-10-09"),
        (DateForm(style="%m/%d/%Y"), "N/A"),
        (BrokenDependency(determinant=("a",), swaps={"CLIMB": ("Approach",)}), "Minor"),
        (LabelFlip(to={"Minor": ("None",)}), ""),
        (InconsistentText(style="upper"), "CLIMB"),
        (InconsistentText(style="doubled"), "CLIMB"),
        (OutOfDomain(codes={"Minor": ("M",)}), "None"),
        (OutOfDomain(codes={"*": ("X",)}), ""),
    ],
)
def test_it_keeps_away_where_it_does_not_fit(damage: CellDamage, cell: str) -> None:
    assert damage.dirty(cell, among=AMONG, pick=first) is None


def test_a_typo_never_makes_another_value_of_the_column() -> None:
    assert Typo(edit="double", least=1).dirty("CLIMB", among=AMONG, pick=lambda slips: slips[-1]) != "CLIMBB"
