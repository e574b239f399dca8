"""Repairs that follow from the brief's own rules: blanks, placeholders, dates, listed values and limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

DATE_STYLES = ("%Y-%m-%d", "%m/%d/%Y", "%d %b %Y")


def tidy(table: pd.DataFrame, placeholders: list[str]) -> pd.DataFrame:
    """Make every kind of blank one blank, cut it off at both ends, and empty cells that stand for nothing."""
    spaced = pd.DataFrame({name: table[name].str.replace(r"\s+", " ", regex=True).str.strip() for name in table})
    return spaced.mask(spaced.isin(placeholders), "").drop_duplicates()


def keep_rules(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Return the records of a tidied table that can be vouched for, written as the brief asks."""
    for column, form in brief["formats"].items():
        if "date" in form:
            table = table.assign(**{column: one_style(table[column], form["date"])})
    for column in columns_in(table, brief):
        table = table.assign(**{column["name"]: within_rules(table[column["name"]], column)})
    kept = table.loc[complete(table, brief)]
    return kept.drop_duplicates(subset=brief["key"], keep="first").reset_index(drop=True)


def one_style(cells: pd.Series[str], style: str) -> pd.Series[str]:
    """Write dates in one style, whichever of the known ones they came in; blank what is no date."""
    written = pd.Series("", index=cells.index)
    for known in DATE_STYLES:
        read = pd.to_datetime(cells, format=known, errors="coerce").dt.strftime(style)
        written = written.where(read.isna() | (written != ""), read)
    return written


def within_rules(cells: pd.Series[str], column: dict[str, Any]) -> pd.Series[str]:
    """Spell listed values as the brief does, and blank what is not listed or outside the limits."""
    if column.get("enum"):
        spelling = {str(value).casefold(): str(value) for value in column["enum"]}
        return cells.str.casefold().map(spelling).fillna("")
    if column["type"] in {"integer", "number"}:
        numbers = pd.to_numeric(cells, errors="coerce")
        return cells.where(numbers.between(column.get("minimum", -1e300), column.get("maximum", 1e300)), "")
    return cells


def complete(table: pd.DataFrame, brief: dict[str, Any]) -> pd.Series[bool]:
    """Tell which records have a value wherever the brief wants one."""
    needed = [column["name"] for column in columns_in(table, brief) if not column.get("nullable")]
    return (table[needed] != "").all(axis="columns")


def known_in_time(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Leave out the columns that are known only after the outcome: they give the answer away."""
    return table.drop(columns=[each["name"] for each in columns_in(table, brief) if each.get("known_after_outcome")])


def columns_in(table: pd.DataFrame, brief: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the brief's columns that the table has."""
    return (column for column in brief["columns"] if column["name"] in table.columns)
