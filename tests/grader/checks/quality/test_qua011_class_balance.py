"""QUA011 asks for enough rows of every class, and for no balance beyond that."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua011_class_balance import QUA011
from tests.grader.checks.quality.asking import ask
from tests.grader.factories import make_rows


def labelled(**counts: int) -> list[dict[str, object]]:
    names = [name for name, count in counts.items() for _ in range(count)]
    return [{**row, "damage": name, "split": "test"} for row, name in zip(make_rows(len(names)), names, strict=True)]


def test_a_rare_class_is_no_fault_while_it_can_be_measured(tmp_path: Path) -> None:
    measured = ask(QUA011, tmp_path, labelled(Minor=20, Substantial=20, **{"None": 960}))
    assert measured.measure == 1
    assert measured.summary == "The rarest class, Minor, has 20 rows."


def test_a_class_without_rows_is_named(tmp_path: Path) -> None:
    measured = ask(QUA011, tmp_path, labelled(Minor=100, **{"None": 900}))
    assert measured.measure == pytest.approx(2 / 3)
    assert "The class Substantial has 0 rows in the sample" in measured.findings[0].message


def test_a_class_short_of_a_row_costs_little(tmp_path: Path) -> None:
    rows = labelled(Minor=19, Substantial=20, **{"None": 200})
    assert ask(QUA011, tmp_path, rows).measure == pytest.approx((5 + 0.95) / 6)


def test_the_test_part_needs_every_class_too(tmp_path: Path) -> None:
    rows = labelled(Minor=50, Substantial=50, **{"None": 200})
    for row in rows:
        row["split"] = "train" if row["damage"] == "Minor" else "test"
    measured = ask(QUA011, tmp_path, rows)
    assert measured.measure == pytest.approx(5 / 6)
    assert "The class Minor has 0 rows in the part test" in measured.findings[0].message


def test_without_the_label_no_class_can_be_learnt(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "damage"} for row in make_rows()]
    assert ask(QUA011, tmp_path, rows).measure == 0
