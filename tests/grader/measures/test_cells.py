"""Cells are counted, read as numbers and found again."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.measures.cells import DATE_FORMS, Kind, blank, counted, kind_of, located, number

texts = st.lists(st.none() | st.text(max_size=6), max_size=40)


def column(*cells: str | None) -> pl.Series:
    return pl.Series("cell", cells, dtype=pl.String)


@given(texts)
def test_every_cell_is_blank_or_counted_once(cells: list[str | None]) -> None:
    series = column(*cells)
    assert int(counted(series)["n"].sum()) + int(blank(series).sum()) == len(cells)


@given(texts)
def test_what_was_counted_is_found_again(cells: list[str | None]) -> None:
    series = column(*cells)
    assert located(series, counted(series)["value"]).to_list() == (~blank(series)).arg_true().to_list()


@pytest.mark.parametrize(
    ("cell", "read"),
    [("1", 1), (" 1.50 ", 1.5), ("1e3", 1000), ("nan", None), ("inf", None), ("1,000", None), ("", None)],
)
def test_only_finite_numbers_are_numbers(cell: str, read: float | None) -> None:
    assert column(cell).to_frame().select(number(pl.col("cell")))["cell"].to_list() == [read]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("1", "2", "3", "4", "x"), Kind.NUMBER),
        (("1", "2", "3", "x", "y"), Kind.TEXT),
        (("2001-12-31", "2001-12-31T10:00:00Z", "31 Dec 2001", "Dec 31, 2001"), Kind.DATE),
        ((None, "", " "), Kind.TEXT),
    ],
)
def test_a_column_is_what_four_fifths_of_it_are(cells: tuple[str | None, ...], kind: Kind) -> None:
    assert kind_of(counted(column(*cells))) is kind


@pytest.mark.parametrize("form", DATE_FORMS)
def test_every_form_of_date_is_its_own_example(form: str) -> None:
    assert column(form).str.contains(DATE_FORMS[form]).all()
